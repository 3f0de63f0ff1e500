using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Architectures;

public sealed class SimpleCnnTests : TorchTest
{
    [Theory]
    [InlineData(1, 28, 44_426)]
    [InlineData(3, 32, 62_006)]
    public void It_has_as_many_parameters_as_the_literature_s_network(int channels, int side, long expected) =>
        Assert.Equal(expected, new SimpleCnn(new ImageShape(channels, side, side), 10).Size);

    [Fact]
    public void Parameters_lie_in_flat_order_without_gaps()
    {
        var network = new SimpleCnn(new ImageShape(1, 28, 28), 10);
        Assert.Equal(
            ["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"],
            network.Parameters.Select(p => p.Name));
        var end = 0L;
        foreach (var parameter in network.Parameters)
        {
            Assert.Equal(end, parameter.Offset);
            end += parameter.Size;
        }
    }

    [Fact]
    public void It_computes_what_the_same_layers_as_modules_compute()
    {
        var network = new SimpleCnn(new ImageShape(3, 32, 32), 7);
        var views = network.Views(network.Initialise(new RandomStream(1, RandomPurpose.InitialModel)));
        var input = randn(4, 3, 32, 32);
        using var modules = nn.Sequential(
            nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 7));
        using (no_grad())
        {
            foreach (var (parameter, view) in modules.parameters().Zip(views)) parameter.copy_(view);
        }

        Near.Equal(modules.forward(input).Numbers(), network.Forward(input, views).Numbers(), 1e-5);
    }

    [Fact]
    public void Initial_weights_fill_their_range_as_PyTorch_s_do()
    {
        var network = new SimpleCnn(new ImageShape(1, 28, 28), 10);
        var views = network.Views(network.Initialise(new RandomStream(3, RandomPurpose.InitialModel)));
        foreach (var (view, inputs) in views.Zip((int[])[25, 25, 150, 150, 256, 256, 120, 120, 84, 84]))
        {
            var (bound, numbers) = (1 / Math.Sqrt(inputs), view.Numbers());
            Assert.All(numbers, number => Assert.InRange(number, -bound * 1.000001, bound * 1.000001));
            if (numbers.Length < 1000) continue;
            Assert.InRange(numbers.Average(), -0.1 * bound, 0.1 * bound);
            Assert.InRange(Math.Sqrt(numbers.Average(x => x * x)), 0.95 * bound / Math.Sqrt(3), 1.05 * bound / Math.Sqrt(3));
            Assert.InRange(numbers.Max(), 0.99 * bound, bound * 1.000001);
        }
    }

    [Fact]
    public void Equal_seeds_give_equal_models()
    {
        var network = new SimpleCnn(new ImageShape(1, 28, 28), 10);
        double[] Draw(long seed) => network.Initialise(new RandomStream(seed, RandomPurpose.InitialModel)).Numbers();
        Assert.Equal(Draw(5), Draw(5));
        Assert.NotEqual(Draw(5), Draw(6));
    }

    [Fact]
    public void Images_too_small_for_it_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimpleCnn(new ImageShape(1, 15, 28), 10));

    [Fact]
    public void Models_are_found_by_name_and_others_named()
    {
        var shape = new ImageShape(1, 28, 28);
        var text = new ImageShape(1, 1, 80);
        Assert.All(ModelArchitectures.Names, name => Assert.Equal(name, ModelArchitectures.Create(name, name == "lstm" ? text : shape, 10).Name));
        var error = Assert.Throws<ArgumentException>(() => ModelArchitectures.Create("resnet-1001", shape, 10));
        Assert.Contains("'resnet-1001'", error.Message);
        Assert.Contains("simple-cnn", error.Message);
    }
}
