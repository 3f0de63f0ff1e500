using System.Runtime.ExceptionServices;

namespace Ipfl.Data;

/// <summary>Decodes the files of several domains into one set, one domain after another, on all processors.</summary>
/// <param name="folder">The data set that the files belong to.</param>
/// <param name="shape">The shape in which images are held: 3 × side × side.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="counter">Told of each file.</param>
internal sealed class DomainReader(DataSetFolder folder, ImageShape shape, int classes, LoadingCounter counter)
{
    private readonly RgbDecoder _decoder = new(folder, shape.Height);

    /// <summary>Reads all files.</summary>
    /// <param name="domains">The files by domain.</param>
    /// <param name="inputShape">The shape in which a network sees the images.</param>
    /// <param name="augmentation">How training may change them.</param>
    /// <exception cref="InvalidDataException">A file is damaged (of several the first), or there are too many.</exception>
    public ImageSet Read(IReadOnlyList<ImageDomain> domains, ImageShape inputShape, ImageAugmentation augmentation)
    {
        LabelledFile[] files = [.. domains.SelectMany(domain => domain.Files)];
        if (files.Length > Array.MaxLength / shape.Size)
            throw folder.Fault(folder.Location, $"holds {files.Length} images for one set; at most {Array.MaxLength / shape.Size} fit");
        var pixels = new byte[files.Length * shape.Size];
        Decode(files, pixels);
        return new ImageSet(shape, classes, pixels, Array.ConvertAll(files, file => file.Label))
        {
            InputShape = inputShape,
            Augmentation = augmentation,
            Domains = Ranges(domains),
        };
    }

    /// <summary>A break lets all files before the faulty one be read, so that the first fault is reported whatever the number of threads.</summary>
    private void Decode(LabelledFile[] files, byte[] pixels)
    {
        var (first, fault, gate) = (files.Length, default(ExceptionDispatchInfo), new Lock());
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = counter.Cancellation }, (i, loop) =>
        {
            try
            {
                _decoder.Decode(files[i].Path, pixels.AsSpan(i * shape.Size, shape.Size));
                counter.Add(1);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                loop.Break();
                lock (gate)
                {
                    if (i < first) (first, fault) = (i, ExceptionDispatchInfo.Capture(e));
                }
            }
        });
        fault?.Throw();
    }

    private static SampleRange[] Ranges(IReadOnlyList<ImageDomain> domains)
    {
        var ranges = new SampleRange[domains.Count];
        for (int i = 0, at = 0; i < ranges.Length; at = ranges[i++].End) ranges[i] = new(domains[i].Name, at, domains[i].Files.Count);
        return ranges;
    }
}
