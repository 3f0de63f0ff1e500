namespace Ipfl.Learning;

/// <summary>The parabola through three points.</summary>
internal static class Parabola
{
    /// <summary>Where it is lowest; null where it does not open upwards.</summary>
    public static double? Lowest(ReadOnlySpan<double> at, ReadOnlySpan<double> values)
    {
        var first = (values[1] - values[0]) / (at[1] - at[0]);
        var second = (values[2] - values[1]) / (at[2] - at[1]);
        var curvature = (second - first) / (at[2] - at[0]);
        return curvature > 0 && double.IsFinite(curvature) ? ((at[0] + at[1]) / 2) - (first / (2 * curvature)) : null;
    }

    /// <summary>What the three values count at a point between them.</summary>
    public static double[] WeightsAt(double point, ReadOnlySpan<double> at) =>
    [
        (point - at[1]) * (point - at[2]) / ((at[0] - at[1]) * (at[0] - at[2])),
        (point - at[0]) * (point - at[2]) / ((at[1] - at[0]) * (at[1] - at[2])),
        (point - at[0]) * (point - at[1]) / ((at[2] - at[0]) * (at[2] - at[1])),
    ];
}
