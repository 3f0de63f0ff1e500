namespace Ipfl.Learning.Tests.Language;

public sealed class SmallLlamaTests : IDisposable
{
    private static readonly SmallLlama Small = new(Vocabulary: 270, Width: 8, Layers: 1, Heads: 2);
    private static readonly PretrainingOptions Options = new() { Steps = 2, BatchSize = 2, Context = 16 };
    private static readonly string[] Texts = [string.Concat(Enumerable.Repeat("the cat and the hat, then the dog and them ", 20))];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_that_is_too_short_leaves_nothing_behind()
    {
        Assert.Contains("at least 17 are needed", Refused(Small, ["no"], Options), StringComparison.Ordinal);
        Assert.True(_folder.IsEmpty);
        using (Small.Begin(_folder.Path, Texts, Options, TestContext.Current.CancellationToken)) Assert.Equal(270, TextTokenizer.Open(_folder.Path).Count);
    }

    [Fact]
    public void What_was_begun_with_another_vocabulary_or_text_is_not_gone_on_with()
    {
        Small.Begin(_folder.Path, Texts, Options, TestContext.Current.CancellationToken).Dispose();
        var before = File.ReadAllText(_folder.File("tokenizer.json"));
        foreach (var said in new[] { Refused(Small with { Vocabulary = 265 }, Texts, Options), Refused(Small, [Texts[0].Replace("cat", "bee", StringComparison.Ordinal)], Options) })
            Assert.StartsWith($"{_folder.File("tokenizer.json")}: is another tokenizer than these texts make with that vocabulary", said, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_folder.File("tokenizer.json")));
        using var again = Small.Begin(_folder.Path, Texts, Options, TestContext.Current.CancellationToken);
        again.Run(null, TestContext.Current.CancellationToken);
        using var model = LlamaModel.Load(_folder.Path, WeightPrecision.F32, ComputeDevice.Processor);
        Assert.Equal(270, model.Config.VocabularySize);
    }

    [Fact]
    public void A_checkpoint_in_shards_is_a_model_too()
    {
        SmallCheckpoint.With().Write(_folder.Path, shards: 2);
        var before = File.ReadAllText(_folder.File("config.json"));
        Assert.Contains("holds a model already", Refused(Small, Texts, Options), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_folder.File("config.json")));
    }

    [Theory]
    [InlineData(16, 2048)]
    [InlineData(3000, 3000)]
    public void It_states_as_many_positions_as_it_was_trained_on(int context, int positions)
    {
        using var pretraining = Small.Begin(
            _folder.Path, [.. Enumerable.Repeat(Texts[0], 20)], Options with { Steps = 1, BatchSize = 1, Context = context }, TestContext.Current.CancellationToken);
        pretraining.Run(null, TestContext.Current.CancellationToken);
        Assert.Equal(positions, LlamaModel.ReadConfig(_folder.Path).MaximumPositions);
    }

    [Fact]
    public void One_that_cannot_fit_into_memory_is_refused()
    {
        foreach (var said in new[] { Refused(Small with { Width = 8192, Layers = 256 }, Texts, Options), Refused(Small, Texts, Options with { BatchSize = 1 << 30 }) })
        {
            Assert.StartsWith("this run needs ", said, StringComparison.Ordinal);
            Assert.EndsWith("a smaller width, fewer layers, a smaller batch or a shorter context take less", said, StringComparison.Ordinal);
        }

        Assert.True(_folder.IsEmpty);
    }

    private string Refused(SmallLlama model, string[] texts, PretrainingOptions options) =>
        Assert.Throws<InvalidDataException>(() => model.Begin(_folder.Path, texts, options, TestContext.Current.CancellationToken)).Message;
}
