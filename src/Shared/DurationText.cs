namespace Ipfl;

/// <summary>Seconds as a person would say them: three digits below a minute, then whole seconds, from an hour on whole minutes.</summary>
internal static class DurationText
{
    // Below these the shorter unit still rounds to fewer than 1000 ms and 60 s.
    private const double LeastSeconds = 0.9995;
    private const double LeastMinutes = 59.95;

    public static string Of(double seconds)
    {
        if (seconds < LeastSeconds) return seconds > 0 ? $"{Significant.Text(1000 * seconds)} ms" : "0 s";
        if (seconds < LeastMinutes) return $"{Significant.Text(seconds)} s";
        var whole = (long)Math.Round(seconds);
        if (whole < 3600) return $"{whole / 60} min {whole % 60} s";
        var minutes = (long)Math.Round(seconds / 60);
        return $"{minutes / 60} h {minutes % 60} min";
    }
}
