namespace Ipfl.Data;

/// <summary>
/// CIFAR-10 (Krizhevsky, 2009) in its binary layout: five training batches and a test batch of rows, a row being a label byte and 3 × 32
/// × 32 pixels. The number of rows follows from a file's length, so that subsets load too.
/// </summary>
internal sealed class Cifar10 : IImageDataSource
{
    private const string NameFile = "batches.meta.txt";

    private const int RowSize = 1 + 3 * 32 * 32;

    private const int MostRows = 100_000;

    private static readonly ImageShape Shape = new(3, 32, 32);

    private static readonly string[] ClassNames =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly PixelNormalisation Normalisation = new([0.4914f, 0.4822f, 0.4465f], [0.2023f, 0.1994f, 0.2010f]);

    public string Name => "cifar-10";

    public bool HasEmbeddedSubset => false;

    public ImageShape InputShape => Shape;

    public int Classes => ClassNames.Length;

    public ImageDataSet Load(string? dataDir)
    {
        var folder = DataSetFolder.Open(dataDir, Name);
        var train = Enumerable.Range(1, 5).Select(batch => folder.Require($"data_batch_{batch}.bin")).ToArray();
        var test = folder.Require("test_batch.bin");
        return new(Name, Read(train, folder), Read([test], folder), Normalisation, ReadNames(folder), Embedded: false);
    }

    private static ImageSet Read(string[] paths, DataSetFolder folder)
    {
        var rows = Array.ConvertAll(paths, path => CountRows(path, folder));
        var labels = new byte[rows.Sum()];
        var pixels = new byte[labels.Length * Shape.Size];
        for (int batch = 0, at = 0; batch < paths.Length; at += rows[batch++])
        {
            using var file = File.OpenRead(paths[batch]);
            for (var row = at; row < at + rows[batch]; row++)
            {
                file.ReadExactly(labels, row, 1);
                file.ReadExactly(pixels, row * Shape.Size, Shape.Size);
                if (labels[row] < ClassNames.Length) continue;
                throw folder.Fault(paths[batch], $"has label {labels[row]} in row {row - at}; allowed are 0 to 9");
            }
        }

        return new ImageSet(Shape, ClassNames.Length, pixels, labels);
    }

    private static int CountRows(string path, DataSetFolder folder)
    {
        var (rows, rest) = Math.DivRem(FileSize.Of(path), RowSize);
        if (rest != 0 || rows == 0)
            throw folder.Fault(path, $"has {rows * RowSize + rest} bytes, expected rows of {RowSize} bytes; it may be cut short");
        return rows <= MostRows ? (int)rows : throw folder.Fault(path, $"has {rows} rows; at most {MostRows} are allowed");
    }

    private static string[] ReadNames(DataSetFolder folder)
    {
        if (folder.Find(NameFile) is not { } path) return ClassNames;
        string[] names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length == ClassNames.Length
            ? names
            : throw folder.Fault(path, $"names {names.Length} classes, expected {ClassNames.Length}; the file is optional");
    }
}
