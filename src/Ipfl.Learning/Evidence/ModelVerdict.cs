namespace Ipfl.Learning;

/// <summary>
/// How a model does on samples, its logits scaled by the s &gt; 0 that suits it best. An over-confident model has a high loss that any noise
/// lowers by making it less sure; what is left at its own best s is what it knows.
/// </summary>
public sealed class ModelVerdict
{
    private ModelVerdict(double scale, double[] losses, double[] plain, bool[] correct, double[] weights)
    {
        (Scale, Losses, PlainLosses, Correct, Weights) = (scale, losses, plain, correct, weights);
        (Loss, PlainLoss) = (Mean(losses), Mean(plain));
    }

    /// <summary>s, which minimises the mean loss; 1 where the model's answers are not finite.</summary>
    public double Scale { get; }

    /// <summary>Cross-entropy of each sample with logits scaled by <see cref="Scale"/>; ∞ for all where the model's answers are not finite.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>Cross-entropy of each sample with logits as they are.</summary>
    public IReadOnlyList<double> PlainLosses { get; }

    /// <summary>Whether each sample is answered rightly, which no scale changes.</summary>
    public IReadOnlyList<bool> Correct { get; }

    /// <summary>How much each sample counts; they sum to 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>min over s &gt; 0 of the mean cross-entropy; ∞ where the model's answers are not finite.</summary>
    public double Loss { get; }

    /// <summary>Mean cross-entropy with logits as they are.</summary>
    public double PlainLoss { get; }

    /// <summary>The share of right answers.</summary>
    public double Accuracy => Correct.Zip(Weights, (right, weight) => right ? weight : 0).Sum();

    /// <summary>The verdict on a model by its logits.</summary>
    /// <param name="logits">n × classes.</param>
    /// <param name="labels">The right class of each of the n samples.</param>
    /// <param name="weights">How much each sample counts, in any unit; null where all count alike.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or no sample counts.</exception>
    public static ModelVerdict OfLogits(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, IReadOnlyList<double>? weights = null)
    {
        var shares = Shares(labels.Length, weights);
        if (logits.Length % labels.Length != 0) throw new ArgumentException($"{logits.Length} logits are no rows of {labels.Length} samples", nameof(logits));
        if (logits.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) >= 0) return Lost(labels.Length, shares);
        var scale = LogitScale.Best(logits, labels, shares);
        var (losses, plain, correct) = (new double[labels.Length], new double[labels.Length], new bool[labels.Length]);
        LogitScale.Losses(logits, labels, scale, losses);
        LogitScale.Losses(logits, labels, 1, plain);
        LogitScale.Answers(logits, labels, correct);
        return new(scale, losses, plain, correct, shares);
    }

    /// <summary>
    /// The verdict on a model by its samples' losses at some scales, where logits are too many to be kept: between scales they are taken from
    /// the parabola in log s through the three nearest the minimum.
    /// </summary>
    /// <param name="scales">Ascending, at least three, 1 among them.</param>
    /// <param name="losses">For each scale the samples' losses.</param>
    /// <param name="correct">Whether each sample is answered rightly.</param>
    /// <param name="weights">How much each sample counts, in any unit; null where all count alike.</param>
    internal static ModelVerdict OfScales(IReadOnlyList<double> scales, double[][] losses, bool[] correct, IReadOnlyList<double>? weights = null)
    {
        var shares = Shares(correct.Length, weights);
        if (losses.Any(row => !Array.TrueForAll(row, double.IsFinite))) return Lost(correct.Length, shares);
        double[] means = [.. losses.Select(row => row.Zip(shares, (loss, share) => loss * share).Sum())];
        var middle = Math.Clamp(Array.IndexOf(means, means.Min()), 1, means.Length - 2);
        double[] at = [.. Enumerable.Range(middle - 1, 3).Select(k => Math.Log(scales[k]))];
        var best = Math.Clamp(Parabola.Lowest(at, means.AsSpan(middle - 1, 3)) ?? at[1], at[0], at[2]);
        var part = Parabola.WeightsAt(best, at);
        var mixed = new double[correct.Length];
        for (var i = 0; i < mixed.Length; i++) mixed[i] = Math.Max(0, (part[0] * losses[middle - 1][i]) + (part[1] * losses[middle][i]) + (part[2] * losses[middle + 1][i]));
        return new(Math.Exp(best), mixed, losses[scales.ToList().IndexOf(1)], correct, shares);
    }

    private static ModelVerdict Lost(int samples, double[] weights)
    {
        var losses = new double[samples];
        Array.Fill(losses, double.PositiveInfinity);
        return new(1, losses, losses, new bool[samples], weights);
    }

    private static double[] Shares(int samples, IReadOnlyList<double>? weights)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples);
        if (weights is null) return [.. Enumerable.Repeat(1.0 / samples, samples)];
        if (weights.Count != samples) throw new ArgumentException($"there are {weights.Count} weights for {samples} samples", nameof(weights));
        var sum = weights.Sum();
        if (!(sum > 0 && double.IsFinite(sum)) || weights.Any(weight => weight < 0)) throw new ArgumentException("weights must be at least 0, and some above it", nameof(weights));
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>A sample that does not count may have any loss.</summary>
    private double Mean(double[] losses)
    {
        var sum = 0.0;
        for (var i = 0; i < losses.Length; i++)
            if (Weights[i] > 0) sum += Weights[i] * losses[i];
        return sum;
    }
}
