namespace Ipfl.Learning;

/// <summary>What a tokenizer's main file says.</summary>
/// <param name="Table">The tokens, without those that only other files add.</param>
/// <param name="Added">The added tokens that it names.</param>
/// <param name="Encoder">Plain text to ids.</param>
internal sealed record TokenModel(TokenTable Table, IReadOnlyList<AddedToken> Added, ITextEncoder Encoder)
{
    /// <summary>Whether a sequence begins with the begin token; null where the file does not say.</summary>
    public bool? AddsBegin { get; init; }

    /// <summary>The begin, end and padding tokens' ids where the file says.</summary>
    public int? BeginId { get; init; }

    /// <summary>See <see cref="BeginId"/>.</summary>
    public int? EndId { get; init; }

    /// <summary>See <see cref="BeginId"/>.</summary>
    public int? PadId { get; init; }

    /// <summary>Whether the first space of decoded text is the tokenizer's own.</summary>
    public bool DropsFirstSpace { get; init; }
}
