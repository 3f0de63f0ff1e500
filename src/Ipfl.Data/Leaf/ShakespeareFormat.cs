using System.Text.Json;

namespace Ipfl.Data;

/// <summary>Shakespeare: 80 characters and the one that follows, as indices into <see cref="LeafAlphabet"/>.</summary>
internal sealed class ShakespeareFormat : LeafFormat
{
    /// <summary>Characters of one input.</summary>
    public const int Length = 80;

    public override ImageShape Shape { get; } = new(1, 1, Length);

    public override int Classes => LeafAlphabet.Symbols.Length;

    public override string? ReadInput(ref JsonTokens tokens, Span<byte> input) => ReadText(ref tokens, "x", input);

    public override string? ReadLabel(ref JsonTokens tokens, Span<byte> label) => ReadText(ref tokens, "y", label);

    private static string? ReadText(ref JsonTokens tokens, string key, Span<byte> symbols)
    {
        if (tokens.Type != JsonTokenType.String || tokens.Text() is not { } text)
            return $"has {tokens.Describe()} for {key}; allowed is a text of {symbols.Length} characters";
        if (text.Length != symbols.Length) return $"has {text.Length} characters in {key}; allowed are {symbols.Length}";
        return LeafAlphabet.TryEncode(text, symbols) is >= 0 and var bad
            ? $"has {LeafAlphabet.Describe(text[bad])} at {key}[{bad}]; allowed are {LeafAlphabet.Allowed}"
            : null;
    }
}
