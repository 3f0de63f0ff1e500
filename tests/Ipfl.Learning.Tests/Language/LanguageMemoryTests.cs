using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Language;

[Collection(nameof(Alone))]
public sealed class LanguageMemoryTests : TorchTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_hundred_steps_leave_no_tensors_behind(bool checkpoints)
    {
        using var model = SmallCheckpoint.With().Load();
        var architecture = new AdapterArchitecture(model, AdapterRounds.Lora with { Dropout = 0.1 });
        var round = AdapterRounds.Round(architecture, participants: 2, steps: 100);
        var centre = round.Models[0].clone().unsqueeze(0);
        round = round with { Term = new ProximalTerm(centre, 0.1) };
        round.Train(architecture, threads: 2, checkpoints);
        var before = CountWithoutLeftovers();
        round.Train(architecture, threads: 2, checkpoints);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Loading_judging_and_generating_leave_no_tensors_behind()
    {
        WholeLife();
        var before = CountWithoutLeftovers();
        WholeLife();
        Assert.Equal(before, Tensor.TotalCount);

        static void WholeLife()
        {
            foreach (var precision in Enum.GetValues<WeightPrecision>())
            {
                using var scope = NewDisposeScope();
                using var model = SmallCheckpoint.With("\"attention_bias\": true, \"tie_word_embeddings\": true").Load(precision);
                var architecture = new AdapterArchitecture(model, AdapterRounds.Lora);
                var adapter = zeros(architecture.Size);
                new AdapterJudge(architecture, 2).Score([(adapter, AdapterRounds.Records(20)), (adapter, AdapterRounds.Records(20))]);
                using var generation = new TextGeneration(architecture, adapter);
                Assert.Equal(100, generation.Continue([1, 2], [], new() { MaximumTokens = 100, Temperature = 1 }).Count());
                Assert.Equal(3, generation.Continue([1, 2], [], new()).Take(3).Count());
            }
        }
    }

    [Fact]
    public void A_network_over_its_own_numbers_leaves_no_tensors_behind()
    {
        var architecture = new LlamaArchitecture(new()
        {
            HiddenSize = 8,
            IntermediateSize = 8,
            Layers = 1,
            Heads = 2,
            KeyValueHeads = 1,
            HeadSize = 4,
            VocabularySize = 9,
            MaximumPositions = 16,
        });
        var (flat, tokens) = (zeros(architecture.Size), zeros(1, 3, dtype: ScalarType.Int64));
        var views = architecture.Views(flat);
        architecture.Forward(tokens, views).Dispose();
        var before = CountWithoutLeftovers();
        architecture.Forward(tokens, views).Dispose();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.All(views, view => Assert.False(view.IsInvalid));
    }

    /// <summary>What other tests left to the garbage collector is finalised first, so that it does not vanish in between.</summary>
    private static long CountWithoutLeftovers()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
