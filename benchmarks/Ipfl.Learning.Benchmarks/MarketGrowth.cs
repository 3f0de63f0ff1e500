using System.Diagnostics;
using Ipfl.Data;
using Ipfl.Market;

namespace Ipfl.Learning.Benchmarks;

/// <summary>Solving dense markets of growing size.</summary>
internal static class MarketGrowth
{
    /// <summary>Prints <c>ours solve MECHANISM PARTICIPANTS MILLISECONDS MEGABYTES</c>: the least of three solves, and the peak memory beyond the distances.</summary>
    public static void Print(string mechanism, int participants)
    {
        var random = new RandomStream(2, RandomPurpose.Partition);
        var distances = new double[participants, participants];
        for (var i = 0; i < participants; i++)
            for (var j = 0; j < i; j++) distances[i, j] = distances[j, i] = 1.2 * random.NextDouble();
        var round = new MarketRound(MarketStep.Reports(participants), ModelDistances.Dense(distances), 1);
        var least = MarketStep.Least(3, () => Mechanism.Find(mechanism)!.Solve(round));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"ours solve {mechanism} {participants} {least:F2} {(process.PeakWorkingSet64 - (8L * participants * participants)) / 1_000_000}");
    }
}
