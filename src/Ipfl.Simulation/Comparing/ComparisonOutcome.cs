namespace Ipfl.Simulation;

/// <summary>The finished cells of a comparison's folder and what can be said about them.</summary>
/// <param name="Compared">What was compared.</param>
/// <param name="Cells">The cells.</param>
/// <param name="Pairs">Each algorithm's differences to the reference, where they have a seed in common.</param>
public sealed record ComparisonOutcome(
    ComparisonDescription Compared, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> Cells, IReadOnlyList<PairedComparison> Pairs)
{
    /// <summary>The algorithm that is best in a measure beyond chance; null where an interval of its paired differences holds 0.</summary>
    /// <param name="measure">The measure; null where a run does not tell it.</param>
    /// <param name="lowest">Whether less is better.</param>
    public string? Best(Func<RunSummary, double?> measure, bool lowest = false) =>
        Leader.Of(Cells.Select(pair => (pair.Cell.Algorithm, pair.Cell.Seed, measure(pair.Summary))), lowest);

    internal static ComparisonOutcome Of(ExperimentConfig config, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells, string? against)
    {
        string[] algorithms = [.. cells.Select(pair => pair.Cell.Algorithm).Distinct()];
        var reference = PairedComparison.ReferenceAmong(algorithms, against);
        var description = new ComparisonDescription(
            config.Task.Id,
            config.Participants,
            config.Rounds,
            config.Training.Steps,
            algorithms,
            [.. cells.Select(pair => pair.Cell.Seed).Distinct()],
            reference,
            config.ChangesFromTask(),
            Provenance.OfThisBuild)
        {
            Data = cells.Select(pair => pair.Summary.Data).FirstOrDefault(data => data is not null),
        };
        return new(description, cells, PairedComparison.Of(cells, reference));
    }
}
