using System.Diagnostics;
using Ipfl.Market;
using Ipfl.Market.Auditing;

namespace Ipfl.Simulation;

/// <summary>One round's market: from distances to an outcome, for algorithms that trade and for those that only share.</summary>
internal sealed class RoundMarket(MarketSettings settings, Cohort cohort, int threads, TimeProvider time, CancellationToken cancellation)
{
    private MarketRound? _round;

    /// <summary>The outcome, once the algorithm has traded or <see cref="Account"/> was called.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>Time spent on graph and payments.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Solves the market and returns the import weights.</summary>
    public double[,] Trade(double[,] distances)
    {
        var start = time.GetTimestamp();
        var round = _round = Round(distances);
        Outcome = settings.Mechanism.Solve(round, threads, cancellation);
        Elapsed += time.GetElapsedTime(start);
        return round.ImportWeights(Outcome);
    }

    /// <summary>Accounts a graph that was not traded.</summary>
    public Outcome Account(double[,] graph, double[,] distances)
    {
        Debug.Assert(Outcome is null, "a traded round has its outcome already");
        _round = Round(distances);
        return Outcome = Accounting.WithoutPayments(_round, graph);
    }

    /// <summary>Audits the market that was traded: each lie on its own, with all other reports and the models as they are.</summary>
    public Audit Audit()
    {
        Debug.Assert(_round is not null, "a round without an outcome has no market to audit");
        return Market.Auditing.Audit.Of(_round, settings.Mechanism, new() { Threads = threads }, cancellation: cancellation);
    }

    private MarketRound Round(double[,] distances) =>
        new(cohort.Reports, ModelDistances.Dense(distances), settings.Lambda) { MaxDistance = settings.MaxDistance, TrueTypes = cohort.Truths };
}
