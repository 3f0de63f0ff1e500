namespace Ipfl.Service.Dashboard.Charts;

/// <summary>An axis between round numbers, with a mark at every step.</summary>
/// <param name="From">Its lower end.</param>
/// <param name="To">Its upper end.</param>
/// <param name="Step">From mark to mark: 1, 2 or 5 times a power of ten.</param>
internal readonly record struct ChartScale(double From, double To, double Step)
{
    private const int Marks = 5;

    /// <summary>The shortest such axis that holds all values.</summary>
    public static ChartScale Over(IEnumerable<double> values)
    {
        var all = values.ToList();
        if (all.Count == 0) return new(0, 1, 0.2);
        var (low, high) = (all.Min(), all.Max());
        if (low == high) (low, high) = low == 0 ? (0, 1) : (low - (Math.Abs(low) / 2), high + (Math.Abs(high) / 2));
        var rough = (high - low) / Marks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch
        {
            <= 1 => 1,
            <= 2 => 2,
            <= 5 => 5,
            _ => 10,
        };
        return new(Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
    }

    /// <summary>Where a value is, from 0 at the lower end to 1 at the upper.</summary>
    public double Place(double value) => (value - From) / (To - From);

    /// <summary>The marks, from below.</summary>
    public IEnumerable<double> Ticks()
    {
        var count = (int)Math.Round((To - From) / Step);
        var first = Math.Round(From / Step);
        for (var i = 0; i <= count; i++) yield return (first + i) * Step;
    }
}
