namespace Ipfl.Service.Dashboard.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Values">One for each round; null where there is none.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double?> Values);
