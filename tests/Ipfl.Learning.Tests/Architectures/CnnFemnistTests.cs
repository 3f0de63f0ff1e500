using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Architectures;

public sealed class CnnFemnistTests : TorchTest
{
    private static readonly CnnFemnist Network = new(new ImageShape(1, 28, 28), 62);

    [Fact]
    public void It_has_the_parameters_of_the_authors_network()
    {
        // 3·3·32 + 32, 3·3·32·64 + 64, 9216·128 + 128, 128·62 + 62.
        Assert.Equal(320 + 18_496 + 1_179_776 + 7_998, Network.Size);
        Assert.Equal(
            ["conv2d_1.weight", "conv2d_1.bias", "conv2d_2.weight", "conv2d_2.bias", "linear_1.weight", "linear_1.bias", "fc.weight", "fc.bias"],
            Network.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([128, 9216], Network.Parameters[4].Shape);
    }

    [Fact]
    public void It_computes_what_the_same_layers_as_modules_compute()
    {
        using var modules = nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten(),
            nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 62));
        modules.eval();
        var input = randn(3, 1, 28, 28);
        var flat = Network.Initialise(new RandomStream(1, RandomPurpose.InitialModel));
        SameAsModules.Check(Network, flat, [.. modules.parameters()], input, () => modules.forward(input));
    }

    [Fact]
    public void With_pass_it_computes_what_the_layers_with_the_same_pass_compute()
    {
        var p = Network.Views(Network.Initialise(new RandomStream(2, RandomPurpose.InitialModel)));
        var input = randn(3, 1, 28, 28);
        using var pass = Pass(5);
        var actual = Network.Forward(input, p, pass);

        using var same = Pass(5);
        var (quarter, half) = (same.Dropout(ones(3, 64, 12, 12), 0.25), same.Dropout(ones(3, 128), 0.5));
        var features = nn.functional.max_pool2d(nn.functional.relu(nn.functional.conv2d(nn.functional.relu(nn.functional.conv2d(input, p[0], p[1])), p[2], p[3])), 2);
        var hidden = nn.functional.relu(nn.functional.linear((features * quarter).flatten(1), p[4], p[5])) * half;
        Near.Equal(nn.functional.linear(hidden, p[6], p[7]).Numbers(), actual.Numbers(), 1e-5);
        Assert.True((actual - Network.Forward(input, p)).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void Images_too_small_for_it_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CnnFemnist(new ImageShape(1, 28, 5), 62));

    private static TrainingPass Pass(long seed)
    {
        var pass = new TrainingPass();
        pass.Begin(new RandomStream(seed, RandomPurpose.Dropout));
        return pass;
    }
}
