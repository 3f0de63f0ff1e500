using CsCheck;

namespace Ipfl.Learning.Tests.Evidence;

/// <summary>Verdicts from logits against plain sums and a search that halves intervals.</summary>
public sealed class LogitScaleTests
{
    private static readonly Gen<(float[] Logits, int[] Labels, double[] Weights)> Answers =
        from n in Gen.Int[1, 12]
        from classes in Gen.Int[2, 6]
        from logits in Gen.Float[-8, 8].Array[n * classes]
        from labels in Gen.Int[0, classes - 1].Array[n]
        from weights in Gen.Double[0.1, 3].Array[n]
        select (logits, labels, weights);

    [Fact]
    public void The_loss_is_the_least_over_all_scales() => Answers.Sample(
        answers =>
        {
            var verdict = ModelVerdict.OfLogits(answers.Logits, answers.Labels, answers.Weights);
            Assert.Equal(Mean(answers, verdict.Scale), verdict.Loss, 1e-9);
            Assert.Equal(Mean(answers, 1), verdict.PlainLoss, 1e-9);

            // Golden section over log s, as the mean is convex in s and so falls and rises once over log s.
            var (low, high, ratio) = (Math.Log(1e-3), Math.Log(1e3), (Math.Sqrt(5) - 1) / 2);
            while (high - low > 1e-9)
            {
                var (left, right) = (high - (ratio * (high - low)), low + (ratio * (high - low)));
                if (Mean(answers, Math.Exp(left)) < Mean(answers, Math.Exp(right))) high = right;
                else low = left;
            }

            Assert.Equal(Mean(answers, Math.Exp(low)), verdict.Loss, 1e-9);
        },
        iter: 2000);

    [Fact]
    public void A_scale_of_all_logits_changes_nothing_but_the_scale() => Answers.Sample(
        answers =>
        {
            var (once, twice) = (
                ModelVerdict.OfLogits(answers.Logits, answers.Labels, answers.Weights),
                ModelVerdict.OfLogits([.. answers.Logits.Select(z => 2 * z)], answers.Labels, answers.Weights));
            if (once.Scale is < 1e-2 or > 1e2) return;
            Assert.Equal(once.Loss, twice.Loss, 1e-9);
            Assert.Equal(once.Correct, twice.Correct);
        },
        iter: 500);

    [Fact]
    public void Answers_that_are_no_numbers_are_lost_and_a_constant_is_a_guess()
    {
        Assert.Equal(double.PositiveInfinity, ModelVerdict.OfLogits([1, float.NaN, 0, 1], [0, 1]).Loss);
        Assert.Equal(double.PositiveInfinity, ModelVerdict.OfLogits([1, 0, float.PositiveInfinity, 1], [0, 1]).Loss);
        Assert.Equal(Math.Log(3), ModelVerdict.OfLogits([7, 7, 7, 7, 7, 7], [0, 2]).Loss, 1e-12);
        Assert.Equal(0.75, ModelVerdict.OfLogits([1, 0, 1, 0], [0, 1], [3, 1]).Accuracy, 1e-12);
    }

    [Fact]
    public void Losses_at_some_scales_give_about_the_same_verdict() => Answers.Sample(
        answers =>
        {
            var exact = ModelVerdict.OfLogits(answers.Logits, answers.Labels, answers.Weights);
            if (exact.Scale is < 0.3 or > 1.9) return;
            double[] scales = [0.25, Math.Sqrt(0.125), 0.5, Math.Sqrt(0.5), 1, Math.Sqrt(2), 2];
            double[][] losses = [.. scales.Select(s => answers.Labels.Select((_, i) => One(answers, i, s)).ToArray())];
            var found = ModelVerdict.OfScales(scales, losses, [.. exact.Correct], answers.Weights);
            Assert.Equal(exact.Loss, found.Loss, 2e-2 * Math.Max(0.2, exact.Loss));
            Assert.Equal(exact.PlainLosses, found.PlainLosses, (a, b) => Math.Abs(a - b) < 1e-12);
        },
        iter: 500);

    [Fact]
    public void Weights_and_sizes_that_fit_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ModelVerdict.OfLogits([1, 2, 3], [0, 1]));
        Assert.Throws<ArgumentException>(() => ModelVerdict.OfLogits([1, 2], [0], [0]));
        Assert.Throws<ArgumentException>(() => ModelVerdict.OfLogits([1, 2], [0], [1, 1]));
    }

    private static double Mean((float[] Logits, int[] Labels, double[] Weights) answers, double s) =>
        answers.Labels.Select((_, i) => answers.Weights[i] * One(answers, i, s)).Sum() / answers.Weights.Sum();

    private static double One((float[] Logits, int[] Labels, double[] Weights) answers, int i, double s)
    {
        var classes = answers.Logits.Length / answers.Labels.Length;
        double[] scaled = [.. answers.Logits.Skip(i * classes).Take(classes).Select(z => s * z)];
        return scaled.Max() + Math.Log(scaled.Sum(z => Math.Exp(z - scaled.Max()))) - scaled[answers.Labels[i]];
    }
}
