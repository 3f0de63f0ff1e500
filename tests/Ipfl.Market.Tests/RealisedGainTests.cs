namespace Ipfl.Market.Tests;

/// <summary>What an import brought, by the losses on the way to it.</summary>
public sealed class RealisedGainTests
{
    [Fact]
    public void Where_the_excess_falls_as_the_law_says_it_is_that_of_as_many_samples_as_leave_the_same_excess()
    {
        var random = new Random(3);
        for (var k = 0; k < 5000; k++)
        {
            var (gainScale, own, worth) = (Math.Pow(10, 12 * random.NextDouble()), 1.0 + random.Next(100_000), Math.Pow(10, 6 * random.NextDouble()));
            var (best, share) = (worth / (own + worth), 0.02 + (0.9 * random.NextDouble()));
            var (floor, excess) = (random.NextDouble(), 0.1 + random.NextDouble());
            double Loss(double t) => floor + (excess * (1 - (2 * share * t) + (share * share * t * t / best)));
            var left = (Loss(1) - floor) / excess;
            if (left is < 0.1 || 1 - left < -2 * share) continue;
            var expected = Math.Sqrt(gainScale / own) - Math.Sqrt(gainScale / (own / left));
            Assert.Equal(expected, RealisedGain.Of(gainScale, own, share, Loss(0), Loss(0.5), Loss(1)), 1e-6 * Math.Sqrt(gainScale / own));

            // At the best share, it is the gain that the market accounts for as many samples.
            if (best > 0.9) continue;
            double Best(double t) => floor + (excess * (1 - (2 * best * t) + (best * t * t)));
            var predicted = Math.Sqrt(gainScale / own) - Math.Sqrt(gainScale / (own + worth));
            Assert.Equal(predicted, RealisedGain.Of(gainScale, own, best, Best(0), Best(0.5), Best(1)), 1e-6 * Math.Sqrt(gainScale / own));
        }
    }

    [Fact]
    public void Its_sign_is_that_of_the_fall_and_it_stays_within_what_a_share_can_do()
    {
        var random = new Random(4);
        for (var k = 0; k < 5000; k++)
        {
            double[] losses = [.. Enumerable.Range(0, 3).Select(_ => random.Next(8) == 0 ? double.PositiveInfinity : 3 * random.NextDouble())];
            var share = random.NextDouble();
            var gain = RealisedGain.Of(1e6, 100, share, losses[0], losses[1], losses[2]);
            Assert.Equal(losses[0] == losses[2] ? 0 : Math.Sign(losses[0] - losses[2]), Math.Sign(gain));
            Assert.InRange(gain, 100 * (1 - Math.Sqrt(1 + (2 * share))), 100 * (1 - Math.Sqrt(1 - Math.Min(0.9, 2 * share))));
        }
    }

    [Theory]
    [InlineData(1e4, 100, 0.5, 1, 1, 1, 0)]
    [InlineData(0, 100, 0.5, 1, 0.7, 0.5, 0)]
    [InlineData(1e4, 100, 0, 1, 0.7, 0.5, 0)]
    [InlineData(1e4, 100, 0.3, 1, 2, 0.9, 3.6754446796632414)]
    [InlineData(1e4, 100, 0.3, 0.9, 2, 1, -2.649110640673518)]
    [InlineData(1e4, 100, 0.3, 1, 0.9, double.PositiveInfinity, -2.649110640673518)]
    public void Where_losses_do_not_fall_at_first_the_sign_is_all_that_is_known(
        double gainScale, double samples, double share, double own, double half, double import, double expected) =>
        Assert.Equal(expected, RealisedGain.Of(gainScale, samples, share, own, half, import), 1e-12);

    [Fact]
    public void Numbers_outside_their_ranges_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RealisedGain.Of(-1, 1, 0.5, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RealisedGain.Of(1, 0, 0.5, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RealisedGain.Of(1, 1, 1.1, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RealisedGain.Of(1, 1, double.NaN, 1, 1, 1));
    }
}
