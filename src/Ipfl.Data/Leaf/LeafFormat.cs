namespace Ipfl.Data;

/// <summary>What a sample of one LEAF data set looks like in JSON, and as bytes.</summary>
internal abstract class LeafFormat
{
    /// <summary>The shape of an input.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>How many labels there are.</summary>
    public abstract int Classes { get; }

    /// <summary>Reads the input that begins at the token at hand, up to its last token; returns what is wrong with it, or null.</summary>
    public abstract string? ReadInput(ref JsonTokens tokens, Span<byte> input);

    /// <summary>Reads the label at hand into the one byte of <paramref name="label"/>; returns what is wrong with it, or null.</summary>
    public abstract string? ReadLabel(ref JsonTokens tokens, Span<byte> label);
}
