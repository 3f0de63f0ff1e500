using Ipfl.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

/// <summary>The optimiser against PyTorch's own.</summary>
public sealed class AdamWUpdateTests : TorchTest
{
    private const double Rate = 0.01;

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(7, 0.1, false)]
    [InlineData(16, 0.1, false)]
    [InlineData(1003, 0.1, false)]
    [InlineData(1003, 0, true)]
    [InlineData(1003, 0.1, true)]
    public void Twenty_steps_are_PyTorchs(int length, double decay, bool pulls)
    {
        var random = new RandomStream(3, RandomPurpose.Partition);
        float[] Drawn() => [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() * 4 - 2))];
        var (own, centre) = (Drawn(), Drawn());
        var (mean, square) = (new float[length], new float[length]);
        var parameter = new Parameter(tensor(own));
        var optimiser = optim.AdamW([parameter], Rate, weight_decay: decay);
        var pull = pulls ? new Pull(Towards: 0.3, Shrink: 0.05) : default;
        for (var step = 1; step <= 20; step++)
        {
            var gradient = Drawn();
            using (no_grad())
            {
                using var target = tensor(centre);
                parameter.grad = tensor(gradient).add((parameter - target).mul(pull.Towards.ToScalar())).add(parameter.mul(pull.Shrink.ToScalar()));
            }

            optimiser.step();
            new AdamWUpdate(Rate, decay, step, pull).Apply(own, gradient, mean, square, pulls ? centre : []);
            Assert.All(gradient, number => Assert.Equal(0, number));
        }

        Near.Equal(parameter.Numbers(), [.. own.Select(number => (double)number)], 2e-6);
    }
}
