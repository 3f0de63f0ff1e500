namespace Ipfl.Learning;

/// <summary>The sizes of a Llama-family network, as in a checkpoint's <c>config.json</c>.</summary>
public sealed record LlamaConfig
{
    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the feed-forward block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>How many layers there are.</summary>
    public required int Layers { get; init; }

    /// <summary>Heads of queries.</summary>
    public required int Heads { get; init; }

    /// <summary>Heads of keys and values; divides <see cref="Heads"/> (grouped-query attention).</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of a head; even.</summary>
    public required int HeadSize { get; init; }

    /// <summary>How many token ids there are.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The longest text it was made for, in tokens.</summary>
    public required int MaximumPositions { get; init; }

    /// <summary>ε of the root-mean-square norms.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>The base of the rotary angles.</summary>
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>How the rotary angles are stretched for longer texts; null for not at all.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Whether the output layer is the embedding's matrix.</summary>
    public bool TiesEmbeddings { get; init; }

    /// <summary>Whether the projections to queries, keys and values have biases.</summary>
    public bool HasQueryBiases { get; init; }

    /// <summary>Whether the attention's output projection has one.</summary>
    public bool HasOutputBias { get; init; }

    /// <summary>Whether the feed-forward projections have biases.</summary>
    public bool HasFeedForwardBiases { get; init; }

    /// <summary>How many tokens back attention looks, itself included; null for all.</summary>
    public int? Window { get; init; }
}
