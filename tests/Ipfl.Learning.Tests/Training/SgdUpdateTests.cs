using CsCheck;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

public sealed class SgdUpdateTests : TorchTest
{
    private static readonly TrainingOptions Options = new() { LearningRate = 0.05, Momentum = 0.8, WeightDecay = 0.01 };

    [Fact]
    public void Steps_equal_those_of_torch_s_own_optimiser_with_the_pull_in_the_loss() =>
        Gen.Select(Gen.Int[1, 70], Gen.Bool, Gen.Long[0, 1_000_000]).Sample(
            (length, pulled, seed) =>
            {
                using var scope = NewDisposeScope();
                using var random = new Generator((ulong)seed);
                var (start, centre) = (randn(length, generator: random), randn(length, generator: random));
                var pull = pulled ? 0.4 : 0;
                var gradients = randn(5, length, generator: random);
                Near.Equal(Peer(start, gradients, centre, pull), Own(start, gradients, centre, pulled, pull), 1e-5);
            },
            iter: 60, threads: 1);

    private static double[] Own(Tensor start, Tensor gradients, Tensor centre, bool pulled, double pull)
    {
        var (model, gradient, buffer) = (start.Floats().ToArray(), new float[start.shape[0]], new float[start.shape[0]]);
        var update = new SgdUpdate(Options, new Pull(pull, 0));
        for (var step = 0; step < gradients.shape[0]; step++)
        {
            gradients[step].Floats().CopyTo(gradient);
            update.Apply(model, gradient, buffer, pulled ? centre.Floats() : []);
            Assert.All(gradient, number => Assert.Equal(0, number));
        }

        return [.. model.Select(number => (double)number)];
    }

    private static double[] Peer(Tensor start, Tensor gradients, Tensor centre, double pull)
    {
        var parameter = nn.Parameter(start.clone());
        using var optimiser = optim.SGD([parameter], Options.LearningRate, Options.Momentum, 0, Options.WeightDecay);
        for (var step = 0; step < gradients.shape[0]; step++)
        {
            optimiser.zero_grad();
            ((parameter * gradients[step]).sum() + pull / 2 * (parameter - centre).square().sum()).backward();
            optimiser.step();
        }

        return parameter.detach().Numbers();
    }
}
