namespace Ipfl.Data;

/// <summary>LEAF's FEMNIST (Caldas et al., 2018): handwritten digits and letters of 28 × 28 by their writers, 62 classes.</summary>
internal sealed class Femnist : IImageDataSource
{
    private const int Participants = 20;

    private const int TestWriters = 20;

    private static readonly FemnistFormat Format = new();

    /// <summary>(0.5 − x)/0.5, so that ink is 1 and paper −1.</summary>
    private static readonly PixelNormalisation Normalisation = new([0.5f], [-0.5f]);

    private static readonly string[] ClassNames =
        [.. "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".Select(character => $"{character}")];

    public string Name => "femnist";

    public bool HasEmbeddedSubset => false;

    public ImageShape InputShape => Format.Shape;

    public int Classes => Format.Classes;

    public ImageDataSet Load(string? dataDir) => Load(dataDir, Participants);

    public ImageDataSet Load(string? dataDir, int participants) => Load(dataDir, participants, default);

    public ImageDataSet Load(string? dataDir, int participants, Loading loading)
    {
        var folder = DataSetFolder.Open(dataDir, Name);
        var files = LeafFolder.Find(folder.Location);
        if (files.Length == 0) throw folder.Missing("LEAF's JSON files (users, num_samples, user_data)");
        var split = new UserSplit(participants, TestWriters, Format.Shape, Format.Classes);
        var (train, test) = split.Load(new LeafSource(files, Format, loading), folder.Location);
        return new(Name, train, test, Normalisation, ClassNames, Embedded: false);
    }
}
