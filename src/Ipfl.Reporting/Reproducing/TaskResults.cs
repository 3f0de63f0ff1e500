namespace Ipfl.Reporting;

/// <summary>The finished cells of one task, the settings they share, and in words the cells that are not finished.</summary>
internal sealed record TaskResults(string Task, IReadOnlyList<ComparisonCell> Cells, IReadOnlyList<string> Unfinished, IReadOnlyList<ConfigEntry> Config, bool Embedded)
{
    /// <summary>Rounds and steps a round, such as <c>10 × 20</c>.</summary>
    public string Size => $"{Setting("rounds")} × {Setting("steps")}";

    /// <summary>A setting, or <c>?</c> where the task has no run yet.</summary>
    public string Setting(string key) => Config.FirstOrDefault(entry => entry.Key == key)?.Value ?? "?";

    /// <summary>A measure over the seeds, or null where no seed is finished.</summary>
    public Spread? Of(string algorithm, Measure measure)
    {
        double[] values = [.. Cells.Where(cell => cell.Algorithm == algorithm).Select(measure.Of)];
        return values.Length == 0 ? null : Spread.Of(values);
    }

    /// <summary>The algorithm that is best beyond chance; null where none is.</summary>
    public string? Best(IReadOnlyList<string> algorithms, Measure measure) => Leader.Of(
        Cells.Where(cell => algorithms.Contains(cell.Algorithm)).Select(cell => (cell.Algorithm, cell.Seed, (double?)measure.Of(cell))));
}

/// <summary>A number of a run that a figure shows.</summary>
/// <param name="Name">In words.</param>
/// <param name="Column">As in comparison.csv.</param>
/// <param name="Of">From a cell.</param>
/// <param name="Scale">What it is multiplied with to be shown.</param>
/// <param name="Unit">The unit of that, for axes and headings.</param>
internal sealed record Measure(string Name, string Column, Func<ComparisonCell, double> Of, double Scale, string Unit)
{
    /// <summary>How pages show it, without unit.</summary>
    public Form Form => new(Scale, "");
}
