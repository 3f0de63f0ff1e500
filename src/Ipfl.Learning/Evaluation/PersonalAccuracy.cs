namespace Ipfl.Learning;

/// <summary>Accuracies from per-class counts of correct answers.</summary>
public static class PersonalAccuracy
{
    /// <summary>
    /// Accuracy on the test set reweighted to a participant's own label distribution π, given the test set's τ:
    /// Σ_c correct_c π(c)/τ(c) / Σ_c total_c π(c)/τ(c). Classes absent from the test set count as τ = 1. 0 where the test set has none of
    /// the participant's classes.
    /// </summary>
    /// <param name="correct">Correct answers per class.</param>
    /// <param name="total">Test images per class.</param>
    /// <param name="local">The participant's training images per class.</param>
    /// <exception cref="ArgumentException">The three do not have the same number of classes.</exception>
    public static double Compute(ReadOnlySpan<long> correct, ReadOnlySpan<int> total, ReadOnlySpan<int> local)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(total.Length, correct.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(local.Length, correct.Length);
        var (images, samples) = (Sum(total), Sum(local));
        var (right, all) = (0.0, 0.0);
        for (var c = 0; c < correct.Length; c++)
        {
            var share = total[c] == 0 ? 1 : (double)total[c] / images;
            var weight = (double)local[c] / samples / share;
            right += correct[c] * weight;
            all += total[c] * weight;
        }

        return all > 0 ? right / all : 0;
    }

    /// <summary>Generalised accuracy of one model: correct answers over all test images.</summary>
    /// <param name="correct">Correct answers per class.</param>
    /// <param name="total">Test images per class.</param>
    public static double Generalised(ReadOnlySpan<long> correct, ReadOnlySpan<int> total)
    {
        var right = 0L;
        foreach (var count in correct) right += count;
        return (double)right / Sum(total);
    }

    private static long Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0L;
        foreach (var count in counts) sum += count;
        return sum;
    }
}
