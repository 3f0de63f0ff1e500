using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Architectures;

public sealed class ResNet20Tests : TorchTest
{
    private static readonly ResNet20 Network = new(new ImageShape(3, 32, 32), 10);

    [Fact]
    public void It_has_the_parameters_of_the_literature_s_network()
    {
        Assert.Equal(269_722, Network.TrainedSize);
        // Means and variances of seven normalisations of 16 channels, six of 32, six of 64.
        Assert.Equal(269_722 + 2 * (7 * 16 + 6 * 32 + 6 * 64), Network.Size);
        using var modules = new ModuleResNet(3, 10);
        var counters = modules.state_dict().Keys.Where(name => name.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        Assert.Equal(modules.state_dict().Keys.Except(counters).Order(), Network.Parameters.Select(parameter => parameter.Name).Order());
    }

    [Fact]
    public void Buffers_come_last_in_flat_order_without_gaps()
    {
        var end = 0L;
        foreach (var parameter in Network.Parameters)
        {
            Assert.Equal(end, parameter.Offset);
            Assert.Equal(parameter.Offset >= Network.TrainedSize, parameter.IsBuffer);
            Assert.Equal(parameter.Name.Contains("running", StringComparison.Ordinal), parameter.IsBuffer);
            end += parameter.Size;
        }

        Assert.Equal(["conv1.weight", "bn1.weight", "bn1.bias", "layer1.0.conv1.weight"], Network.Parameters.Take(4).Select(p => p.Name));
        Assert.Equal(["linear.bias", "bn1.running_mean", "bn1.running_var"], Network.Parameters.Skip(58).Take(3).Select(p => p.Name));
        Assert.Equal([64, 32, 3, 3], Network.Parameters.Single(p => p.Name == "layer3.0.conv1.weight").Shape);
    }

    [Theory]
    [InlineData(3, 32, 32, 10)]
    [InlineData(3, 64, 64, 7)]
    [InlineData(1, 5, 18, 4)]
    public void In_evaluation_it_computes_what_modules_with_the_same_statistics_compute(int channels, int height, int width, int classes)
    {
        using var single = TorchThreads.One();
        var network = new ResNet20(new ImageShape(channels, height, width), classes);
        var flat = Disturbed(network);
        using var modules = new ModuleResNet(channels, classes);
        modules.Load(network, flat);
        modules.eval();
        var input = Images(3, channels, height, width);
        var before = flat.Numbers();
        using var untracked = no_grad();
        Near.Equal(modules.forward(input).Numbers(), network.Forward(input, network.Views(flat)).Numbers(), 1e-4);
        Assert.Equal(before, flat.Numbers());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void In_training_logits_gradients_and_running_statistics_are_those_of_modules(int batch)
    {
        using var single = TorchThreads.One();
        var flat = Disturbed(Network);
        using var modules = new ModuleResNet(3, 10);
        modules.Load(Network, flat);
        modules.train();
        var (input, labels) = (Images(batch, 3, 32, 32), tensor([.. Enumerable.Range(0, batch).Select(i => 3L * i % 10)]));
        var views = Network.Views(flat.detach());
        var gradient = zeros(Network.TrainedSize);
        foreach (var (parameter, view) in Network.Parameters.Zip(views).Where(pair => !pair.First.IsBuffer))
            view.requires_grad_(true).grad = gradient.narrow(0, parameter.Offset, parameter.Size).view([.. parameter.Shape]);
        using var pass = new TrainingPass();

        var (expected, actual) = (modules.forward(input), Network.Forward(input, views, pass));
        nn.functional.cross_entropy(expected, labels).backward();
        nn.functional.cross_entropy(actual, labels).backward();
        Near.Equal(expected.Numbers(), actual.Numbers(), 1e-4);
        Near.Equal(modules.Gradients(Network).Numbers(), gradient.Numbers(), 1e-4);
        Assert.True(gradient.abs().max().item<float>() > 0.01);
        Near.Equal(modules.Flat(Network).Numbers(), flat.Numbers(), 1e-4);
    }

    [Fact]
    public void A_training_pass_moves_running_statistics_by_a_tenth_to_those_of_the_batch()
    {
        var flat = Network.Initialise(new RandomStream(1, RandomPurpose.InitialModel));
        var input = Images(4, 3, 32, 32);
        using var pass = new TrainingPass();
        using (no_grad()) Network.Forward(input, Network.Views(flat), pass);
        var batch = nn.functional.conv2d(input, Network.Views(flat)[0], padding: [1, 1]);
        Near.Equal((0.1 * batch.mean([0, 2, 3])).Numbers(), Named(flat, "bn1.running_mean").Numbers(), 1e-6);
        Near.Equal((0.9 + 0.1 * batch.var([0, 2, 3], unbiased: true)).Numbers(), Named(flat, "bn1.running_var").Numbers(), 1e-6);
    }

    [Fact]
    public void A_variance_below_zero_counts_as_zero()
    {
        using var single = TorchThreads.One();
        var flat = Disturbed(Network);
        var (zero, negative) = (flat.clone(), flat.clone());
        Named(zero, "bn1.running_var").narrow(0, 2, 3).zero_();
        Named(negative, "bn1.running_var").narrow(0, 2, 3).fill_(-0.5f);
        var input = Images(4, 3, 32, 32);
        using var untracked = no_grad();
        var logits = Network.Forward(input, Network.Views(negative)).Numbers();
        Assert.Equal(Network.Forward(input, Network.Views(zero)).Numbers(), logits);
        Assert.All(logits, logit => Assert.True(double.IsFinite(logit)));
        Assert.NotEqual(Network.Forward(input, Network.Views(flat)).Numbers(), logits);
    }

    [Fact]
    public void Initial_weights_are_He_s_and_normalisations_the_identity()
    {
        var flat = Network.Initialise(new RandomStream(3, RandomPurpose.InitialModel));
        foreach (var (parameter, view) in Network.Parameters.Zip(Network.Views(flat)))
        {
            var numbers = view.Numbers();
            if (parameter.Shape.Count == 1 && parameter.Name != "linear.bias")
            {
                var expected = parameter.Name.EndsWith("weight", StringComparison.Ordinal) || parameter.Name.EndsWith("var", StringComparison.Ordinal) ? 1 : 0;
                Assert.All(numbers, number => Assert.Equal(expected, number));
            }

            if (parameter.Shape.Count == 1) continue;
            var deviation = Math.Sqrt(2.0 / (parameter.Size / parameter.Shape[0]));
            // Six standard errors; a normal number in two hundred is beyond three deviations.
            Assert.InRange(numbers.Average() / deviation, -6 / Math.Sqrt(numbers.Length), 6 / Math.Sqrt(numbers.Length));
            Assert.InRange(numbers.Average(x => x * x) / (deviation * deviation), 1 - 9 / Math.Sqrt(numbers.Length), 1 + 9 / Math.Sqrt(numbers.Length));
            if (numbers.Length > 4000) Assert.InRange(numbers.Max(Math.Abs) / deviation, 3, 6);
        }

        var bias = Named(flat, "linear.bias").Numbers();
        Assert.All(bias, number => Assert.InRange(number, -1 / 8.0, 1 / 8.0));
        Assert.Equal(10, bias.Distinct().Count());
        Assert.Equal(flat.Numbers(), Network.Initialise(new RandomStream(3, RandomPurpose.InitialModel)).Numbers());
        Assert.NotEqual(flat.Numbers(), Network.Initialise(new RandomStream(4, RandomPurpose.InitialModel)).Numbers());
    }

    [Theory]
    [InlineData(3, 4, 32)]
    [InlineData(3, 32, 4)]
    [InlineData(0, 32, 32)]
    public void Images_too_small_for_it_are_refused(int channels, int height, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResNet20(new ImageShape(channels, height, width), 10));

    /// <summary>A θ with all parameters and buffers away from where they begin.</summary>
    internal static Tensor Disturbed(ResNet20 network)
    {
        using var random = new Generator(5);
        var flat = network.Initialise(new RandomStream(1, RandomPurpose.InitialModel));
        foreach (var (parameter, view) in network.Parameters.Zip(network.Views(flat)))
        {
            if (parameter.Shape.Count == 1) view.add_(rand(parameter.Size, generator: random) * 0.5);
        }

        return flat;
    }

    private static Tensor Images(params long[] shape)
    {
        using var random = new Generator(1);
        return randn(shape, generator: random);
    }

    private static Tensor Named(Tensor flat, string name) => Network.Views(flat)[Network.Parameters.TakeWhile(parameter => parameter.Name != name).Count()];
}
