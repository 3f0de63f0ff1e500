using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Worth;

/// <summary>The formulas of realised gain, and what they are computed from.</summary>
public sealed class RealisedGainTests
{
    [Fact]
    public void It_is_the_laws_value_of_the_samples_that_the_fall_of_the_loss_stands_for()
    {
        var random = new Random(3);
        for (var k = 0; k < 5000; k++)
        {
            var (gain, own) = (Math.Pow(10, 12 * random.NextDouble()), 1 + random.Next(100_000));
            var (before, after) = (0.05 + (3 * random.NextDouble()), 0.05 + (3 * random.NextDouble()));
            var found = own * (Math.Pow(before / after, 2) - 1);
            var expected = Math.Sqrt(gain / own) - Math.Sqrt(gain / (own + found));
            var least = Math.Sqrt(gain / own) - Math.Sqrt(gain);
            Assert.Equal(Math.Max(expected, least), RealisedGain.Of(gain, own, before, after, 1000), 1e-9 * Math.Sqrt(gain));
        }
    }

    [Theory]
    [InlineData(0.5, 0.5, 0)]
    [InlineData(0.5, 0.25, 5)]
    [InlineData(0.25, 0.5, -10)]
    [InlineData(1e-9, 2e-9, 0)]
    [InlineData(1e-9, 0.02, -10)]
    [InlineData(0.5, double.PositiveInfinity, -90)]
    [InlineData(double.PositiveInfinity, 0.5, 10)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 0)]
    public void Losses_below_what_the_samples_resolve_count_alike_and_no_model_is_worth_less_than_one_sample(double before, double after, double expected) =>
        Assert.Equal(expected, RealisedGain.Of(gainScale: 1e4, samples: 100, before, after, judged: 100), 1e-9);

    [Fact]
    public void Whoever_wants_no_model_gains_and_loses_nothing() => Assert.Equal(0, RealisedGain.Of(0, 100, 0.5, double.PositiveInfinity, 100));

    [Fact]
    public void A_trade_is_predicted_by_the_law() => Assert.Equal(10 - (100 / Math.Sqrt(400)), RealisedGain.Predicted(1e4, 100, 300), 1e-12);

    [Fact]
    public void The_share_of_the_way_is_that_of_gradient_descent_on_the_term_alone()
    {
        var training = new TrainingOptions { Steps = 37, LearningRate = 0.02, Momentum = 0.5 };
        var (at, weight) = (0.0, 1.7);
        for (var step = 0; step < training.Steps; step++) at -= 0.04 * weight * (at - 1);
        Assert.Equal(at, ImportPoint.Share(weight, training), 1e-12);
        Assert.Equal(1, ImportPoint.Share(1e6, training));
        Assert.Equal(0, ImportPoint.Share(0, training));
    }

    [Fact]
    public void A_trade_by_itself_mixes_by_the_graphs_weights()
    {
        using var own = zeros(3);
        Assert.Equal(0.75, ImportPoint.OfPair(new double[,] { { 0, 3 }, { 0, 0 } }, 0, 1, own, own).Share, 1e-15);
        Assert.Equal(0.2, ImportPoint.OfPair(new[,] { { 0.4, 0.1 }, { 0, 0 } }, 0, 1, own, own).Share, 1e-15);
    }

    [Fact]
    public void A_test_sample_weights_classes_as_the_participant_holds_them()
    {
        var random = new Random(5);
        for (var k = 0; k < 300; k++)
        {
            int[] local = [.. Enumerable.Range(0, 6).Select(_ => random.Next(3) == 0 ? 0 : random.Next(1, 500))];
            int[] classes = [.. Enumerable.Range(0, 400).Select(_ => random.Next(6))];
            var most = random.Next(20, 300);
            var sample = TestSample.Draw(classes.Select((c, i) => (i, c)), local, most, new RandomStream(k, RandomPurpose.Worth));
            if (local.Sum() == 0)
            {
                Assert.Null(sample);
                continue;
            }

            Assert.InRange(sample!.Indices.Count, 1, most);
            Assert.Equal(sample.Indices.Count, sample.Indices.Distinct().Count());
            for (var c = 0; c < 6; c++)
            {
                var weight = sample.Indices.Zip(sample.Weights).Where(pair => classes[pair.First] == c).Sum(pair => pair.Second) / sample.Weights.Sum();
                if (local[c] == 0) Assert.Equal(0, weight);
                else Assert.Equal(local[c] / (double)local.Sum(), weight, 0.05);
            }
        }
    }

    [Fact]
    public void Ranks_correlate_as_Spearman_defined_it()
    {
        // 1 − 6 Σ d²/(n(n² − 1)) where there are no ties; the second is the textbook's example with ties.
        Assert.Equal(1 - (6 * 8.0 / (5 * 24)), RankCorrelation.Of([(1, 2), (2, 1), (3, 5), (4, 3), (5, 4)])!.Value, 1e-12);
        Assert.Equal(0.9486832980505138, RankCorrelation.Of([(1, 1), (2, 2), (2, 3), (4, 4)])!.Value, 1e-12);
        Assert.Equal(-1, RankCorrelation.Of([(1, 1e9), (2, 5), (300, -2)])!.Value, 1e-12);
        Assert.Null(RankCorrelation.Of([(1, 2), (2, 3)]));
        Assert.Null(RankCorrelation.Of([(1, 2), (1, 3), (1, 4)]));
    }
}
