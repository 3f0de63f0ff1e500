namespace Ipfl.Learning;

/// <summary>The sizes of a small base model that is made on one's own machine.</summary>
/// <param name="Vocabulary">Tokens of its tokenizer.</param>
/// <param name="Width">Width of the residual stream; divisible by <paramref name="Heads"/> into even numbers.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Heads">Heads of attention.</param>
public sealed record SmallLlama(int Vocabulary = 4096, int Width = 128, int Layers = 4, int Heads = 4)
{
    private const int Positions = 2048;

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
        if (!File.Exists(Path.Combine(folder, "tokenizer.json"))) BpeTraining.Train(texts, Vocabulary, folder, cancellation);
        var tokenizer = TextTokenizer.Open(folder);
        return new(folder, Config(tokenizer.Count), TextCorpus.Tokens(texts, tokenizer), options);
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
