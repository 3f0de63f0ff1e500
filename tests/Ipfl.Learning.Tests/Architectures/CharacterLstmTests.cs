using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Architectures;

public sealed class CharacterLstmTests : TorchTest
{
    private static readonly CharacterLstm Network = new(new ImageShape(1, 1, 80), 80);

    [Fact]
    public void It_has_the_parameters_of_the_authors_network()
    {
        Assert.Equal(819_920, Network.Size);
        Assert.Equal(
            [
                "embeddings.weight",
                "lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0",
                "lstm.weight_ih_l1", "lstm.weight_hh_l1", "lstm.bias_ih_l1", "lstm.bias_hh_l1",
                "fc.weight", "fc.bias",
            ],
            Network.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([1024, 8], Network.Parameters[1].Shape);
    }

    [Theory]
    [InlineData(1, 80)]
    [InlineData(6, 80)]
    [InlineData(4, 1)]
    public void It_computes_what_the_same_layers_as_modules_compute(int batch, int length)
    {
        using var embeddings = nn.Embedding(80, 8, padding_idx: 0);
        using var lstm = nn.LSTM(8, 256, numLayers: 2, batchFirst: true);
        using var fc = nn.Linear(256, 80);
        var network = new CharacterLstm(new ImageShape(1, 1, length), 80);
        var symbols = Symbols(batch, length);
        SameAsModules.Check(
            network,
            network.Initialise(new RandomStream(1, RandomPurpose.InitialModel)),
            [.. embeddings.parameters(), .. lstm.parameters(), .. fc.parameters()],
            symbols.to_type(ScalarType.Float32).view(batch, 1, 1, length),
            () => fc.forward(lstm.forward(embeddings.forward(symbols)).Item1.select(1, length - 1)));
    }

    [Fact]
    public void The_padding_symbol_never_learns()
    {
        var views = Network.Views(Network.Initialise(new RandomStream(1, RandomPurpose.InitialModel)).detach());
        foreach (var view in views) view.requires_grad_(true);
        var symbols = Symbols(8, 80);
        symbols.narrow(1, 70, 10).zero_();
        nn.functional.cross_entropy(Network.Forward(symbols.to_type(ScalarType.Float32), views), zeros(8, ScalarType.Int64)).backward();
        var rows = views[0].grad!.abs().sum(1).Numbers();
        Assert.Equal(0, rows[0]);
        Assert.All(rows[1..].Where((_, i) => symbols.eq(i + 1).any().item<bool>()), row => Assert.True(row > 0));
    }

    [Fact]
    public void Initial_weights_are_drawn_as_PyTorch_s_are()
    {
        var views = Network.Views(Network.Initialise(new RandomStream(3, RandomPurpose.InitialModel)));
        Assert.All(views[0][0].Numbers(), number => Assert.Equal(0, number));
        var embeddings = views[0].narrow(0, 1, 79).Numbers();
        Assert.InRange(embeddings.Average(), -0.15, 0.15);
        Assert.InRange(embeddings.Average(x => x * x), 0.8, 1.2);
        Assert.InRange(embeddings.Max(), 2, 5);
        foreach (var view in views[1..])
        {
            var numbers = view.Numbers();
            Assert.All(numbers, number => Assert.InRange(number, -1 / 16.0, 1 / 16.0));
            if (numbers.Length > 1000) Assert.InRange(Math.Sqrt(numbers.Average(x => x * x)), 0.95 / 16 / Math.Sqrt(3), 1.05 / 16 / Math.Sqrt(3));
        }
    }

    [Fact]
    public void Evaluation_tracks_no_gradients()
    {
        var views = Network.Views(Network.Initialise(new RandomStream(1, RandomPurpose.InitialModel)));
        var input = Symbols(4, 80).to_type(ScalarType.Float32);
        using var untracked = no_grad();
        Assert.False(Network.Forward(input, views).requires_grad);
    }

    [Fact]
    public void Images_and_a_single_symbol_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new CharacterLstm(new ImageShape(1, 28, 28), 10));
        Assert.Contains("1 × 28 × 28", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CharacterLstm(new ImageShape(1, 1, 80), 1));
    }

    private static Tensor Symbols(int batch, int length) => randint(0, 80, [batch, length], dtype: ScalarType.Int64);
}
