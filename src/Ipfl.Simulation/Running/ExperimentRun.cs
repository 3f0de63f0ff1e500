using System.Text.Json;
using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>
/// Runs an experiment into a folder. After every round its line is appended to the logs, then the checkpoint replaces the former one: a run
/// that is killed at any moment goes on from its last checkpoint and ends with the same numbers.
/// </summary>
public sealed class ExperimentRun
{
    private readonly Experiment _experiment;
    private readonly RunFolder _folder;
    private readonly IRunObserver _observer;
    private readonly TimeProvider _time;
    private readonly LineLog<RoundRecord> _rounds;
    private readonly LineLog<RoundTimings> _timings;
    private readonly LineLog<RoundAudit> _audits;
    private double _checkpointSeconds;

    private ExperimentRun(Experiment experiment, RunFolder folder, IRunObserver observer, TimeProvider time)
    {
        TorchRuntime.EnsureLoaded();
        experiment.Config.Device.EnsureHere();
        experiment.Workload.EnsureRuns(experiment.Config, experiment.Threads);
        (_experiment, _folder, _observer, _time) = (experiment, folder, observer, time);
        (_rounds, _timings, _audits) = (new(folder.Rounds), new(folder.Timings), new(folder.Audits));
    }

    /// <summary>Runs from the first round into a new folder.</summary>
    /// <exception cref="InvalidDataException">The folder cannot be used, or the initial model does not fit.</exception>
    /// <exception cref="OperationCanceledException">Stopped after a step; the last whole round is on disk.</exception>
    /// <exception cref="DivergedException">Training ran away.</exception>
    public static RunSummary Start(Experiment experiment, RunFolder folder, IRunObserver observer, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(folder);
        var run = new ExperimentRun(experiment, folder, observer, time);
        using var state = run.Begin();
        folder.Create();
        using var hold = folder.Hold();

        // Another process may have begun here before this one held the folder.
        folder.RefuseRun();
        AtomicFile.WriteAllText(folder.Config, Heading(experiment) + experiment.Config.ToToml() + experiment.Own.ToToml());
        PartitionFile.Write(folder.Partition, experiment.Whole);
        return run.Go(state, new RunHistory(experiment), cancellation);
    }

    /// <summary>Goes on with a run from its last checkpoint.</summary>
    /// <exception cref="InvalidDataException">The folder's files are damaged.</exception>
    /// <exception cref="OperationCanceledException">Stopped after a step; the last whole round is on disk.</exception>
    /// <exception cref="DivergedException">Training ran away.</exception>
    public static RunSummary Resume(Experiment experiment, RunFolder folder, IRunObserver observer, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(folder);
        var run = new ExperimentRun(experiment, folder, observer, time);
        using var hold = folder.Hold();
        folder.RemoveLeftovers();
        if (!File.Exists(folder.Partition)) PartitionFile.Write(folder.Partition, experiment.Whole);
        using var state = File.Exists(folder.Checkpoint)
            ? FederationState.Load(folder.Checkpoint, experiment.Algorithm, experiment.MechanismName, experiment.Ids.Count, experiment.Workload.ModelSize)
            : run.Begin();
        if (state.RoundsDone > experiment.Config.Rounds)
            throw new InvalidDataException($"{folder.Checkpoint}: found {state.RoundsDone} rounds done; {folder.Config} allows {experiment.Config.Rounds}");
        var history = new RunHistory(experiment);
        foreach (var record in run._rounds.KeepFirst(state.RoundsDone)) history.Add(run.Fitting(record, history.Next()));
        foreach (var timings in run._timings.KeepFirst(state.RoundsDone)) history.Add(timings);
        if (experiment.Config.AuditsRounds)
        {
            foreach (var audit in run._audits.KeepFirst(state.RoundsDone)) history.Add(run.Fitting(audit, history));
        }

        return run.Go(state, history, cancellation);
    }

    /// <summary>What made the run, for people; comments have no effect on a configuration.</summary>
    private static string Heading(Experiment experiment)
    {
        var data = experiment.Workload.Facts;
        return $"# {Provenance.OfThisBuild}\n# {data.Description.ReplaceLineEndings(" ")}{(data.Sha256 is { } digest ? $", sha256 {digest}" : "")}\n";
    }

    private RoundRecord Fitting(RoundRecord record, Cohort cohort)
    {
        var (round, ids) = (cohort.Round + 1, cohort.Members.Select(member => _experiment.Ids[member]).ToArray());
        if (record.Round == round && record.Participants.Select(participant => participant.Id).SequenceEqual(ids)) return record;
        var due = cohort.IsComplete ? $"{ids[0]} to {ids[^1]}" : ids.Length == 0 ? "none" : string.Join(", ", ids);
        throw new InvalidDataException($"{_folder.Rounds}: line {round} is not that of round {round} with participants {due}");
    }

    private RoundAudit Fitting(RoundAudit audit, RunHistory history)
    {
        var record = history.NextAudited;
        if (audit.Round == record.Round && audit.Participants.Select(p => p.Id).SequenceEqual(record.Participants.Select(p => p.Id))) return audit;
        throw new InvalidDataException($"{_folder.Audits}: line {record.Round} is not the audit of round {record.Round} of {_folder.Rounds}");
    }

    private FederationState Begin() =>
        FederationState.Start(_experiment.Algorithm, _experiment.MechanismName, _experiment.Workload.InitialModel(_experiment.Config), _experiment.Ids.Count);

    private RunSummary Go(FederationState state, RunHistory history, CancellationToken cancellation)
    {
        new LineLog<RunSession>(_folder.Sessions).Append(RunSession.Now(_experiment, state.RoundsDone, _time));
        _observer.Started(_experiment, _folder, state.RoundsDone);
        using var engine = _experiment.Workload.Open(_experiment.Config, _experiment.Threads);
        var loop = new RoundLoop(_experiment, engine, _time);
        while (state.RoundsDone < _experiment.Config.Rounds)
        {
            cancellation.ThrowIfCancellationRequested();
            RunRound(loop, state, history, cancellation);
        }

        WriteModels(state);
        var summary = history.Summarise();
        AtomicFile.Write(_folder.Summary, stream => stream.Write(ResultJson.Page(summary)));
        return summary;
    }

    /// <summary>A round that is done anew writes the same once more.</summary>
    private void Record(int round, MarketRound market)
    {
        if (!_experiment.Config.RecordsMarkets || market.Reports.Count == 0) return;
        Directory.CreateDirectory(_folder.Markets);
        AtomicFile.Write(_folder.Market(round), stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            MarketFile.Write(json, market);
        });
    }

    private void RunRound(RoundLoop loop, FederationState state, RunHistory history, CancellationToken cancellation)
    {
        var round = state.RoundsDone + 1;
        var cohort = history.Next();
        var (trained, all) = (0, cohort.Trained.Count);
        var result = loop.Run(state, cohort, _ => _observer.ParticipantTrained(round, ++trained, all), cancellation);
        Record(round, result.Market.Round);
        var record = history.Compose(cohort, result);
        history.Add(record);

        // The line first: a checkpoint whose round has no line could not be completed, a line too many is cut off on resuming.
        var start = _time.GetTimestamp();
        _rounds.Append(record);
        var images = result.Training.Sum(local => local.Images);
        var timings = new RoundTimings(
            round,
            result.Times.Train,
            result.Times.Evaluate,
            result.Times.Market,
            result.Times.Aggregate,
            _checkpointSeconds,
            images,
            result.Times.Train > 0 ? images / result.Times.Train : 0,
            PeakMemory())
        {
            AuditSeconds = result.Times.Audit,
            WorthSeconds = result.Times.Worth,
        };
        _timings.Append(timings);
        if (result.Audit is not null) _audits.Append(result.Audit);
        state.Save(_folder.Checkpoint);
        _checkpointSeconds = _time.GetElapsedTime(start).TotalSeconds;
        history.Add(timings);
        if (result.Audit is not null) history.Add(result.Audit);
        _observer.RoundFinished(record, timings);
    }

    private void WriteModels(FederationState state)
    {
        for (var i = 0; i < _experiment.Ids.Count; i++)
        {
            using var model = state.Models.select(0, i);
            _experiment.Workload.WriteModel(_folder, _experiment.Ids[i], model);
        }
    }

    private static long PeakMemory()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
