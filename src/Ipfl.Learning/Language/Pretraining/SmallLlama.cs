namespace Ipfl.Learning;

/// <summary>The sizes of a small base model that is made on one's own machine.</summary>
/// <param name="Vocabulary">Tokens of its tokenizer.</param>
/// <param name="Width">Width of the residual stream; divisible by <paramref name="Heads"/> into even numbers.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Heads">Heads of attention.</param>
public sealed record SmallLlama(int Vocabulary = 4096, int Width = 128, int Layers = 4, int Heads = 4)
{
    private const int Positions = 2048;
    private const string TokenizerName = "tokenizer.json";

    /// <summary>Makes it from texts: a tokenizer, then the network, in a Hugging Face folder. What was begun there goes on.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="texts">What it learns from.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="cancellation">Stops while the tokenizer is made.</param>
    /// <exception cref="InvalidDataException">The sizes do not fit, the text is too short, or the folder holds another model.</exception>
    public LlamaPretraining Begin(string folder, IReadOnlyList<string> texts, PretrainingOptions options, CancellationToken cancellation = default)
    {
        if (Width % Heads != 0 || Width / Heads % 2 != 0)
            throw new InvalidDataException($"a width of {Width} cannot be shared among {Heads} heads: each needs an equal, even number");
        LlamaFolder.RefuseModel(folder);

        // The texts decide on the tokenizer, so that it is made anew for what goes on as well; the folder gets it once all is known to be well.
        var made = Directory.CreateTempSubdirectory("ipfl-tokenizer-").FullName;
        try
        {
            BpeTraining.Train(texts, Vocabulary, made, cancellation);
            RefuseOther(folder, made);
            var tokenizer = TextTokenizer.Open(made);
            var config = Config(tokenizer.Count);
            config = config with { MaximumPositions = Math.Max(config.MaximumPositions, options.Context) };
            MemoryFootprint.OfPretraining(config, options).EnsureFits("a smaller width, fewer layers, a smaller batch or a shorter context take less");
            var pretraining = new LlamaPretraining(folder, config, TextCorpus.Tokens(texts, tokenizer), options);
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.GetFiles(made)) AtomicFile.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllText(file));
            return pretraining;
        }
        finally
        {
            Directory.Delete(made, recursive: true);
        }
    }

    private static void RefuseOther(string folder, string made)
    {
        var (there, wanted) = (Path.Combine(Path.GetFullPath(folder), TokenizerName), Path.Combine(made, TokenizerName));
        if (File.Exists(there) && !File.ReadAllBytes(there).AsSpan().SequenceEqual(File.ReadAllBytes(wanted)))
            throw new InvalidDataException($"{there}: is another tokenizer than these texts make with that vocabulary; repeat what it was begun with, name another folder, or delete it");
    }

    /// <summary>The network for so many tokens.</summary>
    public LlamaConfig Config(int tokens) => new()
    {
        HiddenSize = Width,
        IntermediateSize = (8 * Width / 3 + 7) / 8 * 8,
        Layers = Layers,
        Heads = Heads,
        KeyValueHeads = Heads,
        HeadSize = Width / Heads,
        VocabularySize = tokens,
        MaximumPositions = Positions,
        TiesEmbeddings = true,
    };
}
