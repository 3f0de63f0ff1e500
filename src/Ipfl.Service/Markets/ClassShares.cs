using System.Text.Json;

namespace Ipfl.Service.Markets;

/// <summary>How a participant's samples divide among the classes: told once, kept as a JSON list.</summary>
internal static class ClassShares
{
    private const double Tolerance = 1e-6;

    /// <summary>Shares as they are kept.</summary>
    /// <exception cref="RefusedException">They are none of that many classes.</exception>
    public static string Text(IReadOnlyList<double> shares, int classes)
    {
        if (shares.Count != classes) throw new RefusedException(Refusal.Invalid, $"class_shares: found {shares.Count}; allowed: {classes}, one a class");
        if (shares.Any(share => share is not (>= 0 and <= 1))) throw new RefusedException(Refusal.Invalid, "class_shares: allowed are numbers from 0 to 1");
        var sum = shares.Sum();
        return Math.Abs(sum - 1) <= Tolerance ? JsonSerializer.Serialize(shares) : throw new RefusedException(Refusal.Invalid, FormattableString.Invariant($"class_shares: found a sum of {sum}; allowed: 1"));
    }

    /// <summary>Shares that were kept; null where none were.</summary>
    public static double[]? Read(string? text) => text is null ? null : JsonSerializer.Deserialize<double[]>(text);
}
