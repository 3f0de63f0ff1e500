using Ipfl.Service.Storage;

namespace Ipfl.Service.Rounds;

/// <summary>
/// What is odd about a round's uploads, for people to look at: sizes far from the others', and models that several have. Nothing follows
/// from it by itself; evidence, exclusivity and the bound on an import's length price the same things.
/// </summary>
/// <param name="Remark">In a line that names nobody; null where nothing is odd.</param>
/// <param name="CopyOf">Whose uploads are the same or nearly, for the operator alone; null where nobody's are.</param>
public sealed record UploadRemarks(string? Remark, string? CopyOf)
{
    /// <summary>An update so many times longer or shorter than the round's median is odd: equal steps of training make lengths that differ by less.</summary>
    public const double OddRatio = 3;

    /// <summary>Models nearer than this differ by rounding or by noise that changes nothing.</summary>
    public const double SameDistance = 1e-6;

    private const int FewestForMedian = 3;
    private const int MostNames = 5;

    /// <summary>Looks at a round's uploads.</summary>
    /// <param name="names">Whose they are.</param>
    /// <param name="norms">‖θ − θ⁰‖.</param>
    /// <param name="distances">1 − cos, by the same rows.</param>
    /// <param name="exclusiveDistance">Below it the terms take models for one; 0 is never.</param>
    public static IReadOnlyList<UploadRemarks> Of(IReadOnlyList<string> names, IReadOnlyList<double> norms, double[,] distances, double exclusiveDistance)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(norms);
        ArgumentNullException.ThrowIfNull(distances);
        var median = Median(norms);
        var near = Math.Max(SameDistance, exclusiveDistance);
        return [.. Enumerable.Range(0, names.Count).Select(row => Of(row, names, norms[row], median, distances, near))];
    }

    /// <summary>An entry's remark as the operator reads it.</summary>
    public static string WithNames(EntryRow entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.CopyOf is null ? entry.Remark ?? "" : $"{entry.Remark}: {entry.CopyOf}";
    }

    private static UploadRemarks Of(int row, IReadOnlyList<string> names, double norm, double median, double[,] distances, double near)
    {
        int[] same = [.. Enumerable.Range(0, names.Count).Where(other => other != row && distances[row, other] < near)];
        string[] words = [.. Size(norm, median), .. Nearness(row, same, distances)];
        var listed = string.Join(", ", same.Take(MostNames).Select(other => names[other]));
        return new(
            words.Length == 0 ? null : string.Join("; ", words),
            same.Length == 0 ? null : same.Length > MostNames ? $"{listed} and {same.Length - MostNames} more" : listed);
    }

    private static IEnumerable<string> Size(double norm, double median)
    {
        if (norm > OddRatio * median && median > 0) yield return FormattableString.Invariant($"its update is {norm / median:G3} times as long as the round's median");
        if (norm < median / OddRatio) yield return FormattableString.Invariant($"its update is {norm / median:G3} times as long as the round's median");
    }

    private static IEnumerable<string> Nearness(int row, int[] same, double[,] distances)
    {
        if (same.Length == 0) yield break;
        var nearest = same.Min(other => distances[row, other]);
        yield return nearest < SameDistance
            ? "the same model as another participant's"
            : FormattableString.Invariant($"nearly the same model as another participant's (distance {nearest:G3})");
    }

    private static double Median(IReadOnlyList<double> norms)
    {
        if (norms.Count < FewestForMedian) return 0;
        double[] sorted = [.. norms.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
