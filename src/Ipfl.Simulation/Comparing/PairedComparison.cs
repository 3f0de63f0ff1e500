namespace Ipfl.Simulation;

/// <summary>An algorithm against the reference, seed by seed. All differences are algorithm − reference, so above 0 is better than the reference.</summary>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="Reference">The reference's name.</param>
/// <param name="BestAccuracy">Differences of the mean best accuracy, in [−1, 1].</param>
/// <param name="MeanUtility">Differences of the mean utility, in units of money.</param>
public sealed record PairedComparison(string Algorithm, string Reference, PairedStatistics BestAccuracy, PairedStatistics MeanUtility)
{
    private const string Preferred = "ipfl";

    /// <summary>Every algorithm that has a seed in common with the reference, in the order of the cells; others cannot be paired.</summary>
    /// <param name="cells">Finished cells.</param>
    /// <param name="reference">One of the algorithms.</param>
    /// <exception cref="ArgumentException">The reference is not among the cells.</exception>
    public static IReadOnlyList<PairedComparison> Of(IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells, string reference)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var bySeed = cells.Where(pair => pair.Cell.Algorithm == reference).ToDictionary(pair => pair.Cell.Seed, pair => pair.Summary);
        if (bySeed.Count == 0) throw new ArgumentException($"there is no cell of '{reference}'", nameof(reference));
        return [.. cells.Where(pair => pair.Cell.Algorithm != reference && bySeed.ContainsKey(pair.Cell.Seed)).GroupBy(pair => pair.Cell.Algorithm).Select(Pair)];

        PairedComparison Pair(IGrouping<string, (ComparisonCell Cell, RunSummary Summary)> algorithm)
        {
            PairedStatistics Differences(Func<RunSummary, double> measure) => PairedStatistics.Of(
                [.. algorithm.Select(pair => measure(pair.Summary) - measure(bySeed[pair.Cell.Seed]))]);
            return new(algorithm.Key, reference, Differences(summary => summary.MeanBestAccuracy), Differences(summary => summary.MeanUtility));
        }
    }

    /// <summary>The reference: the one that was asked for, else <c>ipfl</c> if it is among the algorithms, else the first.</summary>
    /// <exception cref="InvalidDataException">The one that was asked for is not among the algorithms.</exception>
    internal static string ReferenceAmong(IReadOnlyList<string> algorithms, string? against)
    {
        if (against is null) return algorithms.Contains(Preferred) ? Preferred : algorithms[0];
        return algorithms.Contains(against)
            ? against
            : throw new InvalidDataException($"--against: found '{against}'; allowed is one of the compared algorithms: {string.Join(", ", algorithms)}");
    }
}
