using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

public sealed class PretrainingGradientTests : TorchTest
{
    private static readonly LlamaArchitecture Architecture = new(new()
    {
        HiddenSize = 16,
        IntermediateSize = 24,
        Layers = 2,
        Heads = 2,
        KeyValueHeads = 1,
        HeadSize = 8,
        VocabularySize = 30,
        MaximumPositions = 64,
        TiesEmbeddings = true,
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(40)]
    public void It_is_that_of_the_mean_loss_over_the_whole_batch(int texts)
    {
        using var model = Architecture.Initialise(new RandomStream(5, RandomPurpose.InitialModel));
        using var gradient = new PretrainingGradient(Architecture, model, texts);
        var random = new RandomStream(6, RandomPurpose.Batches, texts);
        for (var step = 0; step < 3; step++)
        {
            using var inputs = Tokens(texts, random);
            using var targets = Tokens(texts, random);
            var (loss, numbers) = AtOnce(model, inputs, targets);

            Assert.Equal(loss, gradient.Compute(inputs, targets), 1e-5);
            Near.Equal(numbers, [.. gradient.Numbers.ToArray().Select(number => (double)number)], 1e-6);
            gradient.Numbers.Clear();
        }
    }

    private static Tensor Tokens(int texts, RandomStream random) =>
        tensor(Enumerable.Range(0, 12 * texts).Select(_ => (long)random.NextInt(Architecture.Config.VocabularySize)).ToArray()).reshape(texts, 12);

    private static (float Loss, double[] Gradient) AtOnce(Tensor model, Tensor inputs, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var parameters = model.clone().requires_grad_(true);
        using var network = Architecture.Over(Architecture.Views(parameters));
        var loss = nn.functional.cross_entropy(network.Logits(network.Hidden(inputs, adapter: null)).flatten(0, 1), targets.flatten());
        loss.backward();
        return (loss.item<float>(), parameters.grad!.Numbers());
    }
}
