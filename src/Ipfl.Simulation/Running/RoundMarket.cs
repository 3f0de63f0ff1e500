using System.Diagnostics;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>One round's market: from distances to an outcome, for algorithms that trade and for those that only share.</summary>
internal sealed class RoundMarket(MarketSettings settings, Cohort cohort, int threads, TimeProvider time, CancellationToken cancellation)
{
    /// <summary>The outcome, once the algorithm has traded or <see cref="Account"/> was called.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>Time spent on graph and payments.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Solves the market and returns the import weights.</summary>
    public double[,] Trade(double[,] distances)
    {
        var start = time.GetTimestamp();
        var round = Round(distances);
        Outcome = settings.Mechanism.Solve(round, threads, cancellation);
        Elapsed += time.GetElapsedTime(start);
        return round.ImportWeights(Outcome);
    }

    /// <summary>Accounts a graph that was not traded.</summary>
    public Outcome Account(double[,] graph, double[,] distances)
    {
        Debug.Assert(Outcome is null, "a traded round has its outcome already");
        return Outcome = Accounting.WithoutPayments(Round(distances), graph);
    }

    private MarketRound Round(double[,] distances) =>
        new(cohort.Reports, ModelDistances.Dense(distances), settings.Lambda) { MaxDistance = settings.MaxDistance, TrueTypes = cohort.Truths };
}
