using System.Text.Json.Nodes;
using Ipfl.Protocol;

namespace Ipfl.Learning.Tests.Language;

public sealed class LlamaPretrainingTests : TorchTest
{
    private const string State = "pretraining.safetensors";
    private static readonly PretrainingOptions Options = new() { Steps = 50, BatchSize = 3, Context = 12, LearningRate = 3e-2, Seed = 4 };
    private static readonly int[] Text = [.. Enumerable.Range(0, 200).Select(i => 3 * i % 7)];

    private static readonly LlamaConfig Config = new()
    {
        HiddenSize = 16,
        IntermediateSize = 24,
        Layers = 1,
        Heads = 2,
        KeyValueHeads = 1,
        HeadSize = 6,
        VocabularySize = 9,
        MaximumPositions = 64,
    };

    [Fact]
    public void The_loss_falls_and_the_text_is_known_by_heart()
    {
        using var folder = new TemporaryFolder();
        using var pretraining = new LlamaPretraining(folder.Path, Config, Text, Options);
        var losses = new List<float>();
        pretraining.Run((step, loss) =>
        {
            losses.Add(loss);
            Assert.Equal(losses.Count, step);
        }, default);

        // At first all nine tokens are about equally likely.
        Assert.Equal(Options.Steps, losses.Count);
        Assert.Equal(Math.Log(9), losses[0], 0.05);
        Assert.InRange(losses[^1], 0, 0.2 * losses[0]);
        Assert.Equal(["config.json", "model.safetensors"], folder.Names());
        using var model = LlamaModel.Load(folder.Path, WeightPrecision.F32, ComputeDevice.Processor);
        using var generation = new TextGeneration(model);
        Assert.Equal(Text[9..30], generation.Continue(Text[..9], [], new() { MaximumTokens = 21 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    public void Stopped_and_gone_on_with_it_ends_in_the_same_bits(int stop)
    {
        using var folder = new TemporaryFolder();
        var whole = Trained(folder.File("whole"));
        using var cancellation = new CancellationTokenSource();
        using (var begun = new LlamaPretraining(folder.File("parts"), Config, Text, Options))
        {
            Assert.Throws<OperationCanceledException>(() => begun.Run((step, _) =>
            {
                if (step == stop) cancellation.Cancel();
            }, cancellation.Token));
        }

        using (var resumed = new LlamaPretraining(folder.File("parts"), Config, Text, Options)) Assert.Equal(stop, resumed.Step);
        Assert.Equal(whole, Trained(folder.File("parts")));
    }

    [Fact]
    public void Killed_it_goes_on_from_the_last_hundred_steps()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Steps = 105, BatchSize = 1, Context = 4 };
        var whole = Trained(folder.File("whole"), options);
        using (var killed = new LlamaPretraining(folder.File("parts"), Config, Text, options))
        {
            Assert.Throws<TimeoutException>(() => killed.Run((step, _) =>
            {
                if (step == 104) throw new TimeoutException();
            }, default));
        }

        using (var resumed = new LlamaPretraining(folder.File("parts"), Config, Text, options)) Assert.Equal(100, resumed.Step);
        Assert.Equal(whole, Trained(folder.File("parts"), options));
    }

    [Theory]
    [InlineData("")]
    [InlineData("linear")]
    [InlineData("llama3")]
    [InlineData("biases")]
    [InlineData("ties")]
    public void The_folder_says_all_that_the_network_is(string kind)
    {
        using var folder = new TemporaryFolder();
        var config = kind switch
        {
            "linear" => Config with { RopeScaling = new LinearRopeScaling(2.5), RopeTheta = 123.5 },
            "llama3" => Config with { RopeScaling = new Llama3RopeScaling(8, 1, 4, 32), NormEpsilon = 1e-3 },
            "biases" => Config with { HasQueryBiases = true, HasOutputBias = true, HasFeedForwardBiases = true },
            "ties" => Config with { TiesEmbeddings = true },
            _ => Config,
        };
        using (var pretraining = new LlamaPretraining(folder.Path, config, Text, Options with { Steps = 5 })) pretraining.Run(null, default);
        Assert.Equal(config, LlamaModel.ReadConfig(folder.Path));

        using var file = SafetensorsFile.Open(folder.File("model.safetensors"));
        var reference = new ReferenceLlama((JsonObject)JsonNode.Parse(File.ReadAllText(folder.File("config.json")))!, file.Names.ToDictionary(name => name, file.ReadSingles));
        using var model = LlamaModel.Load(folder.Path, WeightPrecision.F32, ComputeDevice.Processor);
        Near.Equal(Logits.Of(reference, Text[..20]), Logits.Of(model, Text[..20]), 1e-5);
    }

    [Fact]
    public void What_was_begun_in_another_way_is_not_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using (var begun = new LlamaPretraining(folder.Path, Config, Text, Options)) Assert.Throws<OperationCanceledException>(() => begun.Run(null, cancelled.Token));
        Assert.Equal([State], folder.Names());
        foreach (var options in new[]
        {
            Options with { Steps = 51 }, Options with { BatchSize = 2 }, Options with { Context = 11 }, Options with { LearningRate = 1e-3 },
            Options with { WeightDecay = 0.02 }, Options with { Seed = 5 },
        })
        {
            Refused(folder, "was begun with other options, sizes or text", Config, Text, options);
        }

        Refused(folder, "other options, sizes or text", Config with { Layers = 2 }, Text, Options);
        Refused(folder, "other options, sizes or text", Config with { RopeTheta = 9 }, Text, Options);
        Refused(folder, "other options, sizes or text", Config, [.. Text[..^1], 8], Options);
        File.WriteAllBytes(folder.File(State), File.ReadAllBytes(folder.File(State))[..^3]);
        Refused(folder, State, Config, Text, Options);
        File.Delete(folder.File(State));
        Trained(folder.Path);
        Refused(folder, "holds a model already", Config, Text, Options);
    }

    [Fact]
    public void What_cannot_be_trained_is_refused()
    {
        using var folder = new TemporaryFolder();
        Refused(folder, "the text has 12 tokens; at least 13 are needed", Config, Text[..12], Options);
        Refused(folder, "the text's token 3 is 9; the network has tokens 0 to 8", Config, [0, 1, 2, 9, .. Text], Options);
        foreach (var config in new[] { Config with { Window = 4 }, Config with { HasQueryBiases = true } })
            Assert.Throws<ArgumentException>(() => new LlamaPretraining(folder.Path, config, Text, Options));
        foreach (var options in new[] { Options with { Steps = 0 }, Options with { BatchSize = 0 }, Options with { Context = 1 } })
            Assert.Throws<ArgumentOutOfRangeException>(() => new LlamaPretraining(folder.Path, Config, Text, options));
        using var wild = new LlamaPretraining(folder.Path, Config, Text, Options with { LearningRate = 1e30 });
        Assert.Contains("pretraining diverged at step", Assert.Throws<DivergedException>(() => wild.Run(null, default)).Message);
        Assert.True(folder.IsEmpty);
    }

    private static byte[] Trained(string folder, PretrainingOptions? options = null)
    {
        using var pretraining = new LlamaPretraining(folder, Config, Text, options ?? Options);
        pretraining.Run(null, default);
        return File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
    }

    private static void Refused(TemporaryFolder folder, string message, LlamaConfig config, int[] text, PretrainingOptions options)
    {
        var error = Assert.Throws<InvalidDataException>(() => new LlamaPretraining(folder.Path, config, text, options));
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
