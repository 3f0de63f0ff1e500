using System.Diagnostics;

namespace Ipfl.Data.Tests;

public sealed class PacsTests : IDisposable
{
    private const int Pixels = 72 * 72;

    private static readonly IImageDataSource Source = DataSets.Find("pacs");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("pacs/")]
    public void Each_domain_gives_four_fifths_to_training_and_the_rest_to_tests(string inside)
    {
        SmallPacs.Write(_folder, 3, inside);
        var set = Source.Load(_folder.Path);
        // 21, 28, 35 and 42 images.
        Assert.Equal([("art_painting", 0, 16), ("cartoon", 16, 22), ("photo", 38, 28), ("sketch", 66, 33)], Ranges(set.Train));
        Assert.Equal([("art_painting", 0, 5), ("cartoon", 5, 6), ("photo", 11, 7), ("sketch", 18, 9)], Ranges(set.Test));
        Assert.Equal((new ImageShape(3, 72, 72), new ImageShape(3, 64, 64)), (set.Train.Shape, set.InputShape));
        Assert.Equal((set.InputShape, ImageAugmentation.ResizedCropAndFlip), (set.Test.InputShape, set.Train.Augmentation));
        Assert.Equal(SmallPacs.Classes, set.ClassNames);
        Assert.Equal([0.485f, 0.456f, 0.406f], set.Normalisation.Mean);
        Assert.Equal([0.229f, 0.224f, 0.225f], set.Normalisation.Deviation);
    }

    [Fact]
    public void Every_image_is_in_one_of_both_in_the_order_of_domain_class_and_name()
    {
        SmallPacs.Write(_folder, 4);
        var set = Source.Load(_folder.Path);
        var (train, test) = (Told(set.Train), Told(set.Test));
        Assert.Equal(train.Order(), train);
        Assert.Equal(test.Order(), test);
        Assert.Equal(
            from domain in Enumerable.Range(0, 4) from label in Enumerable.Range(0, 7) from file in Enumerable.Range(0, 4 + domain) select (domain, label, file),
            train.Concat(test).Order());
    }

    [Fact]
    public void The_split_is_random_but_always_the_same()
    {
        SmallPacs.Write(_folder, 10);
        var (first, again) = (Source.Load(_folder.Path), Source.Load(_folder.Path));
        Assert.True(first.Train.Pixels.Span.SequenceEqual(again.Train.Pixels.Span));
        Assert.True(first.Test.Pixels.Span.SequenceEqual(again.Test.Pixels.Span));
        // The classes of one domain's test images differ in number and files, and so do domains.
        var counts = first.Test.LabelCounts(first.Test.Domains[0]);
        Assert.True(counts.Distinct().Count() > 1, string.Join(" ", counts));
        var files = Told(first.Test).GroupBy(image => image.Domain).Select(domain => string.Join(" ", domain.Select(image => (image.Label, image.File))));
        Assert.Equal(4, files.Distinct().Count());
    }

    [Fact]
    public void Hidden_files_do_not_count()
    {
        SmallPacs.Write(_folder, 3);
        var expected = Source.Load(_folder.Path);
        _folder.Write("pacs/photo/dog/.DS_Store", "x");
        _folder.Write("pacs/photo/dog/Thumbs.db", "x");
        _folder.Write("pacs/photo/.cache/x.jpg", "x");
        _folder.Write("pacs/.git/config", "x");
        _folder.Write("pacs/README.txt", "x");
        Assert.True(expected.Train.Pixels.Span.SequenceEqual(Source.Load(_folder.Path).Train.Pixels.Span));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        SmallPacs.Write(_folder, 1);
        Directory.Delete(_folder.File("pacs/photo/horse"), recursive: true);
        Message.AssertOneLine<FileNotFoundException>(
            () => Source.Load(_folder.Path), "the folder photo/horse of pacs is missing", _folder.File("pacs"), "'ipfl data fetch pacs' says how to get");
        Directory.Delete(_folder.File("pacs/cartoon"), recursive: true);
        Message.AssertOneLine<FileNotFoundException>(() => Source.Load(_folder.Path), "the folder cartoon of pacs is missing");
        Message.AssertOneLine<DirectoryNotFoundException>(() => Source.Load(_folder.File("none")), _folder.File("none"), "does not exist");
        Message.AssertOneLine<FileNotFoundException>(() => Source.Load(null), "pacs has no embedded subset", "--data-dir");
    }

    [Theory]
    [InlineData("clipart", "is none of the domains art_painting, cartoon, photo, sketch")]
    [InlineData("photo/cat", "is none of the classes dog, elephant, giraffe, guitar, horse, house, person")]
    [InlineData("photo/dog/more", "is a folder among images")]
    public void A_folder_too_many_is_named(string name, string said)
    {
        SmallPacs.Write(_folder, 1);
        Directory.CreateDirectory(_folder.File($"pacs/{name}"));
        Message.AssertOneLine<InvalidDataException>(() => Source.Load(_folder.Path), _folder.File($"pacs/{name}"), said);
    }

    [Fact]
    public void A_class_without_images_is_named()
    {
        SmallPacs.Write(_folder, 1);
        File.Delete(_folder.File("pacs/art_painting/person/pic_000.jpg"));
        _folder.Write("pacs/art_painting/person/.hidden", "x");
        Message.AssertOneLine<InvalidDataException>(() => Source.Load(_folder.Path), _folder.File("pacs/art_painting/person"), "holds no image");
    }

    [Fact]
    public void Of_several_broken_images_the_first_one_is_named()
    {
        SmallPacs.Write(_folder, 10);
        var train = Told(Source.Load(_folder.Path).Train);
        var paths = train.Skip(30).Where((_, i) => i % 11 == 0)
            .Select(image => $"pacs/{SmallPacs.Domains[image.Domain]}/{SmallPacs.Classes[image.Label]}/pic_{image.File:D3}.jpg").ToArray();
        foreach (var path in paths) _folder.Write(path, "broken");
        for (var i = 0; i < 20; i++)
            Message.AssertOneLine<InvalidDataException>(() => Source.Load(_folder.Path), _folder.File(paths[0]), "is no readable JPEG or PNG image");
    }

    [Fact]
    public void The_real_set_loads_whole()
    {
        var folder = SharedFolder.Data("pacs");
        var start = Stopwatch.GetTimestamp();
        var set = Source.Load(folder);
        TestContext.Current.TestOutputHelper?.WriteLine($"loaded in {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s");
        Assert.Equal([2048, 2344, 1670, 3929], set.Train.Domains.Zip(set.Test.Domains, (train, test) => train.Count + test.Count));
        Assert.Equal([1638, 1875, 1336, 3143], set.Train.Domains.Select(domain => domain.Count));
        Assert.Equal([379 + 389 + 189 + 772, 255 + 457 + 202 + 740], set.Train.LabelCounts().Zip(set.Test.LabelCounts(), (train, test) => train + test).Take(2));

        // One image against its own file, and sketches are mostly white.
        var file = Directory.GetFiles(Path.Combine(folder, "art_painting", "dog")).Order(StringComparer.Ordinal).First();
        var planes = new byte[3 * Pixels];
        new RgbDecoder(new DataSetFolder(folder, DataCatalogue.Find("pacs")), 72).Decode(file, planes);
        Assert.Contains(new[] { set.Train, set.Test }, images => images.Pixels.Span[..planes.Length].SequenceEqual(planes));
        var sketches = set.Test.Domains[3];
        Assert.InRange(set.Test.Pixels.Slice(sketches.Start * 3 * Pixels, sketches.Count * 3 * Pixels).ToArray().Average(value => value), 220, 255);
    }

    private static IEnumerable<(string, int, int)> Ranges(ImageSet set) => set.Domains.Select(domain => (domain.Name, domain.Start, domain.Count));

    /// <summary>What the colours of the images say; the label has to agree.</summary>
    private static (int Domain, int Label, int File)[] Told(ImageSet set)
    {
        var told = new (int, int, int)[set.Count];
        for (var i = 0; i < told.Length; i++)
        {
            var image = set.Pixels.Span.Slice(i * 3 * Pixels, 3 * Pixels);
            for (var channel = 0; channel < 3; channel++) Assert.Equal(-1, image.Slice(channel * Pixels, Pixels).IndexOfAnyExcept(image[channel * Pixels]));
            told[i] = (image[0] / 60, image[Pixels] / 30, image[2 * Pixels] / 3);
            Assert.Equal(set.Labels.Span[i], told[i].Item2);
        }

        return told;
    }
}
