namespace Ipfl.Data;

/// <summary>
/// PACS (Li et al., 2017): seven classes in four domains, photographs, art paintings, cartoons and sketches, in folders
/// <c>domain/class/file</c>. Images are held at 72 × 72; networks see 64 × 64.
/// </summary>
internal sealed class Pacs : IImageDataSource
{
    private static readonly ImageShape Shape = new(3, 72, 72);

    private static readonly ImageShape NetworkShape = new(3, 64, 64);

    internal static readonly string[] DomainNames = ["art_painting", "cartoon", "photo", "sketch"];

    private static readonly string[] ClassNames = ["dog", "elephant", "giraffe", "guitar", "horse", "house", "person"];

    /// <summary>Mean and deviation of ImageNet.</summary>
    private static readonly PixelNormalisation Normalisation = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    public string Name => "pacs";

    public bool HasEmbeddedSubset => false;

    public ImageShape InputShape => NetworkShape;

    public int Classes => ClassNames.Length;

    public ImageDataSet Load(string? dataDir) => Load(dataDir, participants: 0, default);

    public ImageDataSet Load(string? dataDir, int participants, Loading loading)
    {
        var folder = DataSetFolder.Open(dataDir, Name);
        var (train, test) = DomainSplit.Split(new ImageFolder(folder, DomainNames, ClassNames).List());
        var counter = new LoadingCounter(loading, train.Concat(test).Sum(domain => domain.Files.Count));
        var reader = new DomainReader(folder, Shape, ClassNames.Length, counter);
        return new(Name, Read(reader, train), Read(reader, test), Normalisation, ClassNames, Embedded: false);
    }

    private static ImageSet Read(DomainReader reader, ImageDomain[] domains) =>
        reader.Read(domains, NetworkShape, ImageAugmentation.ResizedCropAndFlip);
}
