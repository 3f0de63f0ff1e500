using System.Diagnostics;
using Ipfl.Market;
using Ipfl.Market.Auditing;

namespace Ipfl.Simulation;

/// <summary>One round's market: from distances to an outcome, for algorithms that trade and for those that only share.</summary>
internal sealed class RoundMarket(MarketSettings settings, Cohort cohort, int threads, TimeProvider time, CancellationToken cancellation)
{
    private MarketRound? _round;

    /// <summary>What tells how many samples models are worth, from the market's distances; null where reported samples are believed.</summary>
    public Func<double[,], EffectiveSamples?>? Evidence { get; init; }

    /// <summary>Time that went into evidence.</summary>
    public TimeSpan Judging { get; private set; }

    /// <summary>The market that was solved or accounted.</summary>
    public MarketRound Round => _round ?? throw new InvalidOperationException("the round has no market yet");

    /// <summary>The trades that were agreed on, of which some may be void by now.</summary>
    public IReadOnlyList<Edge> Agreed { get; private set; } = [];

    /// <summary>The buyers whose trades are void.</summary>
    public IReadOnlySet<int> Void { get; private set; } = new HashSet<int>();

    /// <summary>The outcome, once the algorithm has traded or <see cref="Account"/> was called.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>Time spent on graph and payments.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Solves the market and returns the import weights.</summary>
    public double[,] Trade(double[,] distances)
    {
        var start = time.GetTimestamp();
        var evidence = Evidence?.Invoke(distances);
        if (evidence is not null) Judging += time.GetElapsedTime(start);
        start = time.GetTimestamp();
        var round = _round = Of(distances, evidence);
        Outcome = settings.Mechanism.Solve(round, threads, cancellation);
        Agreed = Outcome.Edges;
        Elapsed += time.GetElapsedTime(start);
        return round.ImportWeights(Outcome);
    }

    /// <summary>Makes the trades of some buyers void.</summary>
    public void Cancel(IReadOnlySet<int> buyers)
    {
        if (buyers.Count == 0) return;
        Void = buyers;
        Outcome = Accounting.Voided(Round, Outcome!, buyers);
    }

    /// <summary>Accounts a graph that was not traded.</summary>
    public Outcome Account(double[,] graph, double[,] distances)
    {
        Debug.Assert(Outcome is null, "a traded round has its outcome already");
        _round = Of(distances, evidence: null);
        Outcome = Accounting.WithoutPayments(_round, graph);
        Agreed = Outcome.Edges;
        return Outcome;
    }

    /// <summary>Audits the market that was traded: each lie on its own, with all other reports and the models as they are; names and pairs are for the audit of a file.</summary>
    public Audit Audit()
    {
        Debug.Assert(_round is not null, "a round without an outcome has no market to audit");
        return Market.Auditing.Audit.Of(_round, settings.Mechanism, new() { Threads = threads, NamesUpTo = 0, PairsUpTo = 0 }, cancellation: cancellation);
    }

    private MarketRound Of(double[,] distances, EffectiveSamples? evidence) => new(cohort.Reports, ModelDistances.Dense(distances), settings.Lambda)
    {
        MaxDistance = settings.MaxDistance,
        ExclusiveDistance = settings.ExclusiveDistance,
        ReferenceGain = settings.ReferenceGain,
        EffectiveSamples = evidence,
        TrueTypes = cohort.Truths,
    };
}
