using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

public sealed class TrainingPassTests : TorchTest
{
    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0)]
    [InlineData(255 / 256.0)]
    public void Each_number_is_dropped_with_the_probability_and_others_are_scaled(double probability)
    {
        using var pass = Pass();
        const int Count = 100_000;
        var numbers = pass.Dropout(full(Count, 3f), probability).Numbers();
        var kept = (float)(1 / (1 - probability)) * 3f;
        Assert.All(numbers, number => Assert.True(number == 0 || number == kept));
        // Six standard deviations.
        var spread = 6 * Math.Sqrt(probability * (1 - probability) / Count);
        Assert.InRange(numbers.Count(number => number == 0) / (double)Count, probability - spread, probability + spread);
    }

    [Fact]
    public void Equal_streams_give_equal_masks_whatever_came_before()
    {
        using var fresh = Pass();
        var expected = (fresh.Dropout(ones(3, 5), 0.5).Numbers(), fresh.Dropout(ones(700), 0.25).Numbers());

        using var used = Pass(seed: 2);
        used.Dropout(ones(9000), 0.5);
        used.Begin(new RandomStream(1, RandomPurpose.Dropout));
        used.BeginPass();
        Assert.Equal(expected.Item1, used.Dropout(ones(3, 5), 0.5).Numbers());
        Assert.Equal(expected.Item2, used.Dropout(ones(700), 0.25).Numbers());
    }

    [Fact]
    public void Gradients_pass_where_numbers_did()
    {
        using var pass = Pass();
        var (first, second) = (ones(1000, requires_grad: true), ones(1000, requires_grad: true));
        var outputs = (pass.Dropout(first, 0.5), pass.Dropout(second, 0.5));
        (outputs.Item1.sum() + outputs.Item2.sum()).backward();
        Assert.Equal(outputs.Item1.Numbers(), first.grad!.Numbers());
        Assert.Equal(outputs.Item2.Numbers(), second.grad!.Numbers());
        Assert.NotEqual(outputs.Item1.Numbers(), outputs.Item2.Numbers());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(0.3)]
    [InlineData(double.NaN)]
    public void Probabilities_that_bytes_cannot_hit_are_refused(double probability)
    {
        using var pass = Pass();
        Assert.Throws<ArgumentOutOfRangeException>(() => pass.Dropout(ones(3), probability));
    }

    [Fact]
    public void A_stream_must_come_first()
    {
        using var pass = new TrainingPass();
        Assert.Throws<InvalidOperationException>(() => pass.Dropout(ones(3), 0.5));
    }

    private static TrainingPass Pass(long seed = 1)
    {
        var pass = new TrainingPass();
        pass.Begin(new RandomStream(seed, RandomPurpose.Dropout));
        return pass;
    }
}
