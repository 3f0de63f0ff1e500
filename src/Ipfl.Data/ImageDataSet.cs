namespace Ipfl.Data;

/// <summary>How bytes become network inputs: per channel, (x/<see cref="Scale"/> − Mean) / Deviation.</summary>
public sealed record PixelNormalisation(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    /// <summary>The byte that counts as 1 before mean and deviation.</summary>
    public float Scale { get; init; } = 255;

    /// <summary>No change, for samples of one channel whose bytes are symbols: x stays x.</summary>
    public static PixelNormalisation None { get; } = new([0], [1]) { Scale = 1 };
}

/// <summary>A training and a test set of images.</summary>
/// <param name="Name">The name that <c>ipfl data</c> knows it by, such as <c>fashion-mnist</c>.</param>
/// <param name="Train">Training images; partitions index into them.</param>
/// <param name="Test">Test images.</param>
/// <param name="Normalisation">The input scaling that goes with this set.</param>
/// <param name="ClassNames">A readable name per class.</param>
/// <param name="Embedded">True for the small subset that ships inside the product.</param>
public sealed record ImageDataSet(
    string Name,
    ImageSet Train,
    ImageSet Test,
    PixelNormalisation Normalisation,
    IReadOnlyList<string> ClassNames,
    bool Embedded)
{
    /// <summary>The shape in which a network sees the images.</summary>
    public ImageShape InputShape => Train.InputShape;

    /// <summary>How many images the set's publisher offers, training and test together; null where nobody has said.</summary>
    public int? PublishedCount => DataCatalogue.All.FirstOrDefault(entry => entry.Name == Name)?.Images;

    /// <summary>SHA-256 of all samples in lower-case hexadecimal; computed whenever it is asked for.</summary>
    public string ComputeSha256() => SampleDigest.Of(this);

    /// <summary>Compares the samples with those that the set's publisher offers.</summary>
    public Completeness CheckCompleteness() => PublishedImages.Check(this);
}
