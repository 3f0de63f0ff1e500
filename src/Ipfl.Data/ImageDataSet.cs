namespace Ipfl.Data;

/// <summary>How bytes become network inputs: per channel, (x/255 − Mean) / Deviation.</summary>
public sealed record PixelNormalisation(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation);

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
    bool Embedded);
