namespace Ipfl.Data;

/// <summary>
/// Shakespeare's speakers: 80 characters and the one that follows. LEAF's JSON files where there are some, else the plain text of the
/// plays in <c>input.txt</c>.
/// </summary>
internal sealed class Shakespeare : IImageDataSource
{
    private const string TextFile = "input.txt";

    private const int Participants = 10;

    private const int TestSpeakers = 10;

    private static readonly ShakespeareFormat Format = new();

    public string Name => "shakespeare";

    public bool HasEmbeddedSubset => false;

    public ImageShape InputShape => Format.Shape;

    public int Classes => Format.Classes;

    public ImageDataSet Load(string? dataDir) => Load(dataDir, Participants);

    public ImageDataSet Load(string? dataDir, int participants) => Load(dataDir, participants, default);

    public ImageDataSet Load(string? dataDir, int participants, Loading loading)
    {
        var folder = DataSetFolder.Open(dataDir, Name);
        var (source, place) = Find(folder, loading);
        var split = new UserSplit(participants, TestSpeakers, Format.Shape, Format.Classes);
        var (train, test) = split.Load(source, place);
        return new(Name, train, test, PixelNormalisation.None, LeafAlphabet.Names, Embedded: false);
    }

    private static (IUserSource Source, string Place) Find(DataSetFolder folder, Loading loading)
    {
        if (LeafFolder.Find(folder.Location) is { Length: > 0 } files) return (new LeafSource(files, Format, loading), folder.Location);
        var text = File.Exists(folder.Location) ? folder.Location : folder.Find(TextFile);
        return text is null ? throw folder.Missing($"{TextFile}, or LEAF's JSON files,") : (new SpeakerText(text), text);
    }
}
