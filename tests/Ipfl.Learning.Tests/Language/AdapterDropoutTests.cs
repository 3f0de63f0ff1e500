using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

public sealed class AdapterDropoutTests : TorchTest
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Some_are_dropped_and_the_mean_stays(double probability)
    {
        const int count = 200_000;
        var kept = new AdapterDropout(probability, seed: 3).Apply(ones(10, 20, count / 200), layer: 1, target: 0).Numbers();
        var deviation = Math.Sqrt(probability * (1 - probability) / count);
        Assert.Equal(probability, kept.Count(number => number == 0) / (double)count, 4 * deviation);
        Assert.Equal(1, kept.Average(), 4 * deviation / (1 - probability));
        Assert.All(kept.Distinct(), number => Assert.True(number == 0 || Math.Abs(number - 1 / (1 - probability)) < 1e-5));
    }

    [Fact]
    public void A_mask_is_of_its_step_layer_and_projection()
    {
        double[] Mask(long seed, int layer, int target) => new AdapterDropout(0.5, seed).Apply(ones(64), layer, target).Numbers();
        var mask = Mask(1, 2, 3);
        Assert.Equal(mask, Mask(1, 2, 3));
        foreach (var other in new[] { Mask(2, 2, 3), Mask(1, 3, 3), Mask(1, 2, 4) }) Assert.NotEqual(mask, other);
    }

    [Fact]
    public void Nothing_is_dropped_at_zero()
    {
        var input = randn(10);
        Assert.Same(input, new AdapterDropout(0, seed: 3).Apply(input, 0, 0));
    }
}
