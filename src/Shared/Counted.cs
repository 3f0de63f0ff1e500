namespace Ipfl;

/// <summary>Numbers of things in words: one of them is no plural.</summary>
internal static class Counted
{
    /// <summary>Such as "1 round" and "2 rounds".</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">One of them; more have an s at the end.</param>
    public static string Of(long count, string one) => FormattableString.Invariant($"{count} {one}{(count == 1 ? "" : "s")}");
}
