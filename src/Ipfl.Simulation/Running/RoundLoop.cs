using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>What one round gave.</summary>
/// <param name="Training">By participant, as are the accuracies.</param>
/// <param name="Accuracies">Those of absentees are 0.</param>
/// <param name="Graph">Among those present, as is the outcome.</param>
/// <param name="Market">The market, whose outcome has trades and accounts.</param>
/// <param name="Audit">What lies could have brought; null where rounds are not audited.</param>
/// <param name="Times">Where the time went.</param>
internal sealed record RoundResult(LocalResult[] Training, Accuracies Accuracies, double[,] Graph, RoundMarket Market, RoundAudit? Audit, PhaseTimes Times)
{
    /// <summary>What imports are worth; null where that is not measured.</summary>
    public RoundWorth? Worth { get; init; }
}

/// <summary>Seconds per phase of a round; without an audit, it has no time.</summary>
internal sealed record PhaseTimes(double Train, double Evaluate, double Market, double Aggregate, double? Audit)
{
    /// <summary>Measuring what imports are worth; null where that is not measured.</summary>
    public double? Worth { get; init; }
}

/// <summary>One round: local training → evaluation → uploads → graph, payments and aggregation → accounting.</summary>
internal sealed class RoundLoop
{
    private readonly Experiment _experiment;
    private readonly IWorkloadEngine _engine;
    private readonly TimeProvider _time;
    private readonly RoundEvidence _evidence;

    public RoundLoop(Experiment experiment, IWorkloadEngine engine, TimeProvider time) =>
        (_experiment, _engine, _time, _evidence) = (experiment, engine, time, new(experiment, engine));

    private IAlgorithm Algorithm => _experiment.Algorithm;

    /// <summary>Runs the next round on <paramref name="state"/>, in place.</summary>
    /// <exception cref="DivergedException">Training or aggregation ran away.</exception>
    public RoundResult Run(FederationState state, Cohort cohort, Action<int>? trained, CancellationToken cancellation)
    {
        foreach (var joiner in cohort.Joiners) state.Restart(joiner);
        if (cohort.Members.Count == 0) return Pause(state, cohort, cancellation);
        using var start = Algorithm.NeedsStart ? state.Models.clone() : null;
        using var further = Algorithm.FurtherModels(state.Tensors, _experiment.Ids.Count);
        var (training, trainSeconds) = Timed(() => Train(state, cohort, further, trained, cancellation));
        Accuracies? accuracies = null;
        var evaluateSeconds = 0.0;
        if (Algorithm.Evaluation == EvaluationPoint.OwnModelAfterTraining)
            (accuracies, evaluateSeconds) = Timed(() => Evaluate(state.Models, cohort, cancellation));

        using var uploads = Upload(state, state.Models, RandomPurpose.Upload, cohort);
        if (_experiment.Config.Behaviour.AttackStays) state.Keep(uploads, cohort, participant => participant.Role == Role.Attacker);
        using var own = cohort.RowsOf(state.Models);
        var market = Market(cohort, cancellation, distances => _evidence.Of(state, cohort, own, uploads, distances, cancellation));
        var (aggregated, aggregateSeconds) = Timed(() => Aggregate(state, cohort, start, further, own, uploads, market, cancellation));
        if (accuracies is null)
        {
            using var global = state.Models.narrow(0, cohort.Members[0], 1);
            (accuracies, evaluateSeconds) = Timed(() => Evaluate(global, cohort, cancellation));
        }

        var (audit, auditSeconds) = Audit(market, cohort);
        return new(
            training,
            accuracies,
            aggregated.Graph,
            market,
            audit,
            new(
                trainSeconds,
                evaluateSeconds + aggregated.LossSeconds,
                market.Elapsed.TotalSeconds,
                aggregateSeconds - market.Elapsed.TotalSeconds - aggregated.LossSeconds - (aggregated.WorthSeconds ?? 0),
                auditSeconds)
            { Worth = aggregated.WorthSeconds })
        {
            Worth = aggregated.Worth,
        };
    }

    /// <summary>A round in which nobody is present.</summary>
    private RoundResult Pause(FederationState state, Cohort cohort, CancellationToken cancellation)
    {
        var (everybody, nobody) = (cohort.Participants.Count, new double[0, 0]);
        state.Skip();
        var market = Market(cohort, cancellation);
        market.Account(nobody, nobody);
        var (audit, auditSeconds) = Audit(market, cohort);
        return new(
            new LocalResult[everybody],
            new(new double[everybody], new double[everybody]),
            nobody,
            market,
            audit,
            new(0, 0, 0, 0, auditSeconds))
        {
            Worth = _experiment.Config.WorthSamples > 0 ? new([], new Dictionary<(int, int), TradeWorth>()) : null,
        };
    }

    private (RoundAudit? Audit, double? Seconds) Audit(RoundMarket market, Cohort cohort)
    {
        if (!_experiment.Config.AuditsRounds) return (null, null);
        return Timed(() => RoundAudit.Of(cohort, market.Audit()));
    }

    private RoundMarket Market(Cohort cohort, CancellationToken cancellation, Func<double[,], EffectiveSamples?>? evidence = null) =>
        new(_experiment.Config.Market with { Mechanism = _experiment.Mechanism }, cohort, _experiment.Threads, _time, cancellation) { Evidence = evidence };

    /// <summary>A participant has trained when all its models have; losses are those of its own model.</summary>
    private LocalResult[] Train(FederationState state, Cohort cohort, Tensor? further, Action<int>? trained, CancellationToken cancellation)
    {
        var config = _experiment.Config;
        var round = new LocalRound(state.Models, cohort.Partition, state.Term, config.Training, config.Seed, state.RoundsDone)
        {
            Trained = cohort.Trained,
            WithoutTerm = cohort.WithoutTerm(config.Behaviour.AttackStays),
            RestoresDiverged = cohort.IsPoisoned,
        };
        var own = _engine.Train(round, further is null ? trained : null, cancellation);
        cohort.LendModels(state.Models);
        if (further is null) return own;
        var plain = _engine.Train(round with { Models = further, Term = null, Further = true }, trained, cancellation);
        cohort.LendModels(further);
        return [.. own.Zip(plain, (mine, other) => mine with { Images = mine.Images + other.Images, Diverged = mine.Diverged || other.Diverged })];
    }

    private Accuracies Evaluate(Tensor models, Cohort cohort, CancellationToken cancellation) =>
        _engine.Evaluate(models, cohort.Partition, cohort.Members, cancellation);

    private sealed record Aggregated(double[,] Graph, double LossSeconds, RoundWorth? Worth, double? WorthSeconds);

    private Aggregated Aggregate(
        FederationState state, Cohort cohort, Tensor? start, Tensor? further, Tensor own, Tensor uploads, RoundMarket market, CancellationToken cancellation)
    {
        var lossSeconds = 0.0;
        using var starts = start is null ? null : cohort.RowsOf(start);
        using var furtherUploads = further is null ? null : Upload(state, further, RandomPurpose.FurtherUpload, cohort);
        long[] samples = [.. cohort.Reports.Select(report => report.Type.Samples.Value)];
        var partition = new Partition([.. cohort.Members.Select(member => cohort.Partition.Participants[member])]);
        var aggregation = Algorithm.Aggregate(new(state.RoundsDone, state.Initial, uploads, samples, market.Trade)
        {
            Members = cohort.Members,
            Threads = _experiment.Threads,
            Own = own,
            Start = starts,
            FurtherModels = furtherUploads,
            State = state.Tensors,
            Random = new RandomStream(_experiment.Config.Seed, RandomPurpose.Algorithm, state.RoundsDone),
            Losses = models =>
            {
                // Judging models on training samples is evaluation too, even where an algorithm asks for it in the midst of aggregating.
                var (losses, seconds) = Timed(() => _engine.Losses(models, partition, cancellation));
                lossSeconds += seconds;
                return losses;
            },
        });
        if (market.Outcome is null)
        {
            // Distances are asked for by the penalty alone; without an edge there is none to pay.
            var distances = HasEdges(aggregation.Graph) ? ModelDistance.Cosine(uploads, state.Initial, _experiment.Threads) : new double[samples.Length, samples.Length];
            market.Account(aggregation.Graph, distances);
        }

        lossSeconds += Timed(() => KeepIfWorse(cohort, own, aggregation, market, cancellation)).Seconds + market.Judging.TotalSeconds;
        if (cohort.IsPoisoned) CheckFinite(aggregation, cohort.Round);
        var (worth, worthSeconds) = Worth(cohort, own, uploads, aggregation, market, cancellation);
        state.Advance(aggregation, cohort);
        return new(aggregation.Graph, lossSeconds, worth, worthSeconds);
    }

    private (RoundWorth? Worth, double? Seconds) Worth(
        Cohort cohort, Tensor own, Tensor uploads, Aggregation aggregation, RoundMarket market, CancellationToken cancellation) => _experiment.Config.WorthSamples == 0
        ? (null, null)
        : Timed(() => new WorthMeter(_experiment, _engine).Measure(cohort, own, uploads, aggregation, market, cancellation));

    /// <summary>Buyers that are no better off keep their own models, and their trades are void.</summary>
    private bool KeepIfWorse(Cohort cohort, Tensor own, Aggregation aggregation, RoundMarket market, CancellationToken cancellation)
    {
        int[] buyers = [.. market.Agreed.Select(edge => edge.Buyer).Distinct()];
        if (!_experiment.Config.KeepsIfWorse || aggregation.Models is not { } models || buyers.Length == 0) return false;
        var losers = _evidence.NoBetter(cohort, own, models, buyers, cancellation);
        foreach (var loser in losers)
        {
            using var row = models.select(0, loser);
            using var kept = own.select(0, loser);
            row.copy_(kept).Dispose();
        }

        market.Cancel(losers);
        return losers.Count > 0;
    }

    private Tensor Upload(FederationState state, Tensor models, RandomPurpose purpose, Cohort cohort) => Uploads.Of(
        models,
        cohort,
        _experiment.Config.Behaviour,
        new(state.Initial, purpose == RandomPurpose.Upload ? state.Term?.Centres : null),
        member => new RandomStream(_experiment.Config.Seed, purpose, cohort.Round, member));

    /// <summary>Those whose training diverges go back to the model they began with, so there must be one.</summary>
    private void CheckFinite(Aggregation aggregation, int round)
    {
        foreach (var made in new[] { aggregation.Models, aggregation.Term?.Centres })
        {
            using var finite = made?.isfinite();
            using var all = finite?.all();
            if (all?.item<bool>() != false) continue;
            aggregation.Dispose();
            throw new DivergedException($"what {Algorithm.Name} made of the uploads of round {round + 1} is no longer finite; try a smaller share of attackers and free-riders, or a lower learning rate");
        }
    }

    private static bool HasEdges(double[,] graph)
    {
        for (var i = 0; i < graph.GetLength(0); i++)
        {
            for (var j = 0; j < graph.GetLength(1); j++)
            {
                if (i != j && graph[i, j] != 0) return true;
            }
        }

        return false;
    }

    private (T Result, double Seconds) Timed<T>(Func<T> phase)
    {
        var start = _time.GetTimestamp();
        var result = phase();
        return (result, _time.GetElapsedTime(start).TotalSeconds);
    }
}
