namespace Ipfl.Learning;

/// <summary>Plain text to ids; safe to use from several threads.</summary>
internal interface ITextEncoder
{
    /// <summary>Appends the ids of <paramref name="text"/>, which has no lone surrogates.</summary>
    /// <param name="text">The text.</param>
    /// <param name="continues">Whether it goes on with a text before it, so that no space of the encoder's own goes between.</param>
    /// <param name="ids">Where its ids go.</param>
    void Encode(ReadOnlySpan<char> text, bool continues, List<int> ids);
}
