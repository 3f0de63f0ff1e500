namespace Ipfl.Learning;

/// <summary>Plain text to ids; safe to use from several threads.</summary>
internal interface ITextEncoder
{
    /// <summary>Appends the ids of <paramref name="text"/>, which has no lone surrogates.</summary>
    void Encode(ReadOnlySpan<char> text, List<int> ids);
}
