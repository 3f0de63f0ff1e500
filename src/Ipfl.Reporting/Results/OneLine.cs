namespace Ipfl.Reporting;

/// <summary>Foreign text made fit for one line.</summary>
internal static class OneLine
{
    /// <summary>Without control characters, at most <paramref name="longest"/> characters.</summary>
    public static string Of(string text, int longest = 60)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));
        return clean.Length <= longest ? clean : clean[..(longest - 1)] + "…";
    }
}
