namespace Ipfl.Data;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): grey images of 28 × 28 in ten classes, in four idx files.</summary>
internal sealed class FashionMnist : IImageDataSource
{
    internal static readonly ImageShape Shape = new(1, 28, 28);

    internal static readonly string[] ClassNames =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    private static readonly PixelNormalisation Normalisation = new([0.5f], [0.5f]);

    public string Name => "fashion-mnist";

    public bool HasEmbeddedSubset => true;

    public ImageShape InputShape => Shape;

    public int Classes => ClassNames.Length;

    public ImageDataSet Load(string? dataDir)
    {
        if (dataDir is null) return Assemble(EmbeddedFashionMnist.Train(), EmbeddedFashionMnist.Test(), embedded: true);
        var folder = new DataSetFolder(dataDir, DataCatalogue.Find(Name));
        return Assemble(Read(folder, "train"), Read(folder, "t10k"), embedded: false);
    }

    private ImageDataSet Assemble(ImageSet train, ImageSet test, bool embedded) =>
        new(Name, train, test, Normalisation, ClassNames, embedded);

    private static ImageSet Read(DataSetFolder folder, string part)
    {
        var imagePath = folder.Require($"{part}-images-idx3-ubyte.gz");
        var labelPath = folder.Require($"{part}-labels-idx1-ubyte.gz");
        var labels = new IdxFile(labelPath, folder).Read();
        var pixels = new IdxFile(imagePath, folder).Read(Shape.Height, Shape.Width);
        var images = pixels.Length / Shape.Size;
        if (images != labels.Length) throw folder.Fault(imagePath, $"holds {images} images but {labelPath} {labels.Length} labels");
        if (labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(ClassNames.Length - 1)) is >= 0 and var bad)
            throw folder.Fault(labelPath, $"has label {labels[bad]} for image {bad}; allowed are 0 to 9");
        return new ImageSet(Shape, ClassNames.Length, pixels, labels);
    }
}
