namespace Ipfl.Data;

/// <summary>The shape of one sample: an image, or a text as one row of symbols (1 × 1 × length).</summary>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes of one sample: Channels × Height × Width.</summary>
    public int Size => Channels * Height * Width;
}

/// <summary>
/// Labelled images held once, as uint8: <see cref="Pixels"/> is Count × Channels × Height × Width in that order, <see cref="Labels"/>
/// has a class in [0, Classes) for each image. Texts are held alike, a symbol's number in the place of a pixel.
/// </summary>
public sealed class ImageSet
{
    /// <summary>Wraps the arrays without copying them.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit the shape, or a label is out of range.</exception>
    public ImageSet(ImageShape shape, int classes, byte[] pixels, byte[] labels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.LongLength, (long)labels.Length * shape.Size);
        if (labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1)) is >= 0 and var bad)
            throw new ArgumentException($"image {bad} has label {labels[bad]}; allowed are 0 to {classes - 1}", nameof(labels));
        (Shape, InputShape, Classes, Pixels, Labels) = (shape, shape, classes, pixels, labels);
    }

    /// <summary>The shape in which all images are held.</summary>
    public ImageShape Shape { get; }

    /// <summary>
    /// The shape in which a network sees the images; where it is not <see cref="Shape"/>, they are resampled on the way. It has as many
    /// channels.
    /// </summary>
    /// <exception cref="ArgumentException">It has another number of channels, or a side under 1.</exception>
    public ImageShape InputShape
    {
        get;
        init
        {
            if (value.Channels != Shape.Channels || value is not { Height: >= 1, Width: >= 1 })
                throw new ArgumentException($"images of {Shape} cannot become inputs of {value}", nameof(value));
            field = value;
        }
    }

    /// <summary>How training may change the images at random.</summary>
    public ImageAugmentation Augmentation { get; init; } = ImageAugmentation.CropAndFlip;

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>All images, one after another.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>The class of each image.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>The natural users that the samples belong to, in the order of their samples; empty where the set knows none.</summary>
    public IReadOnlyList<SampleRange> Users { get; init; } = [];

    /// <summary>
    /// The domains that the samples come from (photographs, sketches), in the order of their samples, which they cover without gaps; empty
    /// where the set knows none.
    /// </summary>
    public IReadOnlyList<SampleRange> Domains { get; init; } = [];

    /// <summary>How many images there are.</summary>
    public int Count => Labels.Length;

    /// <summary>Images per class over the whole set.</summary>
    public int[] LabelCounts()
    {
        var counts = new int[Classes];
        foreach (var label in Labels.Span) counts[label]++;
        return counts;
    }

    /// <summary>Images per class in a stretch of the set, such as a domain.</summary>
    public int[] LabelCounts(SampleRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        var counts = new int[Classes];
        foreach (var label in Labels.Span.Slice(range.Start, range.Count)) counts[label]++;
        return counts;
    }

    /// <summary>Images per class among <paramref name="indices"/>.</summary>
    public int[] LabelCounts(ReadOnlySpan<int> indices)
    {
        var counts = new int[Classes];
        var labels = Labels.Span;
        foreach (var index in indices) counts[labels[index]]++;
        return counts;
    }
}
