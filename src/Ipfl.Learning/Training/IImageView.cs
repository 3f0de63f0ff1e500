namespace Ipfl.Learning;

/// <summary>How one stored image becomes the input of a network. Not safe to use from several threads.</summary>
internal interface IImageView
{
    /// <summary>Fills the input, which may be of another shape than the image.</summary>
    void Copy(ReadOnlySpan<byte> image, Span<float> input);
}
