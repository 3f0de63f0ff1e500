using System.Text;
using Ipfl.Learning;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Auditing;

/// <summary>A small run whose rounds were audited, with the markets that were traded in it, in the order of the rounds that had one.</summary>
internal sealed record AuditedRun(Experiment Experiment, RunFolder Folder, RunSummary Summary, IReadOnlyList<double[,]> Distances)
{
    private readonly IReadOnlyDictionary<int, RoundAudit> _audits = Lines(Folder).ToDictionary(audit => audit.Round);

    public IReadOnlyList<RoundAudit> Audits => [.. _audits.Values.OrderBy(audit => audit.Round)];

    public static AuditedRun Of(RunFolder folder, params (string Path, object Value)[] values)
    {
        var config = SmallFederation.Config([.. values, ("market.audit", true)]);
        var spy = new Spy(new IpflAlgorithm(config.Algorithms.Ipfl));
        var experiment = Experiment.Prepare(config, SmallFederation.Data, spy);
        return new(experiment, folder, ExperimentRun.Start(experiment, folder, new Watcher(), new SteppingClock(), CancellationToken.None), spy.Distances);
    }

    /// <summary>The market of a 1-based round in which nobody is absent but <paramref name="absent"/>, as it was reported and as it was in truth.</summary>
    public MarketRound Market(int round, params string[] absent)
    {
        var (market, present) = (Experiment.Config.Market, Experiment.Participants.Where(p => !absent.Contains(p.Id)).ToArray());
        return new([.. present.Select(p => p.Report)], ModelDistances.Dense(Distances[round - 1]), market.Lambda)
        {
            MaxDistance = market.MaxDistance,
            TrueTypes = [.. present.Select(p => p.Truth)],
        };
    }

    /// <summary>The lines of a folder's <c>audit.jsonl</c>.</summary>
    public static RoundAudit[] Lines(RunFolder folder) => [.. File.ReadLines(folder.Audits).Select(line => ResultJson.Read<RoundAudit>(Encoding.UTF8.GetBytes(line)))];

    /// <summary>The algorithm under watch; the distances that it trades with are kept.</summary>
    private sealed class Spy(IAlgorithm watched) : IAlgorithm
    {
        public List<double[,]> Distances { get; } = [];

        public string Name => watched.Name;

        public EvaluationPoint Evaluation => watched.Evaluation;

        public bool Trades => true;

        public LocalTerm? FirstTerm(Tensor initial) => watched.FirstTerm(initial);

        public Aggregation Aggregate(AggregationInput input) => watched.Aggregate(input with
        {
            Trade = distances =>
            {
                Distances.Add((double[,])distances.Clone());
                return input.Trade(distances);
            },
        });
    }
}
