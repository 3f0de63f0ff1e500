namespace Ipfl.Reporting;

/// <summary>A number by which runs are compared.</summary>
/// <param name="Name">In words.</param>
/// <param name="Of">From a cell; null where it does not tell.</param>
/// <param name="Form">How it is shown.</param>
/// <param name="Ranked">Whether the best may stand out.</param>
/// <param name="Lowest">Whether less is better.</param>
internal sealed record ComparedMeasure(string Name, Func<ComparisonCell, double?> Of, Form Form, bool Ranked = true, bool Lowest = false)
{
    /// <summary>The algorithm that is best beyond chance; null where none is.</summary>
    public string? BestOf(Comparison comparison) => Ranked ? Leader.Of(comparison.Cells.Select(cell => (cell.Algorithm, cell.Seed, Of(cell))), Lowest) : null;

    /// <summary>The mean over the seeds; cells that do not tell the number are left out of it.</summary>
    public Html MeanOf(IEnumerable<ComparisonCell> cells, bool isBest)
    {
        double[] known = [.. cells.Select(Of).OfType<double>()];
        if (known.Length == 0) return Html.Of($"–");
        var shown = Quantity.Of(Spread.Of(known), Form);
        return isBest ? Html.Of($"<strong>{shown}</strong>") : shown;
    }
}
