using static Ipfl.Data.Tests.SmallFashionMnist;

namespace Ipfl.Data.Tests;

public class FashionMnistTests
{
    private static readonly IImageDataSource Source = DataSets.Find("fashion-mnist");

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("fashion-mnist/", true)]
    [InlineData("fashion-mnist/", false)]
    public void Own_folder_or_its_parent_loads_compressed_or_plain(string inside, bool gzip)
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder, inside, gzip);

        var set = Source.Load(folder.Path);

        Assert.False(set.Embedded);
        Assert.Equal((TrainCount, TestCount), (set.Train.Count, set.Test.Count));
        Assert.Equal(new ImageShape(1, 28, 28), set.Train.Shape);
        Assert.Equal(Pixels(TrainCount), set.Train.Pixels.ToArray());
        Assert.Equal([0, 1, 2, 3], set.Test.Labels.ToArray());
        Assert.Equal(10, set.ClassNames.Count);
        Assert.Equal([0.5f], set.Normalisation.Mean);
        Assert.Equal([0.5f], set.Normalisation.Deviation);
    }

    [Fact]
    public void Real_set_loads_complete()
    {
        var set = Source.Load(SharedFolder.Data("fashion-mnist"));

        Assert.Equal((60_000, 10_000), (set.Train.Count, set.Test.Count));
        Assert.All(set.Train.LabelCounts(), count => Assert.Equal(6000, count));
        Assert.All(set.Test.LabelCounts(), count => Assert.Equal(1000, count));

        // The training mean and deviation that the field quotes for Fashion-MNIST: 0.2860 and 0.3530 of 1.
        var mean = set.Train.Pixels.Span.ToArray().Average(pixel => (double)pixel) / 255;
        var square = set.Train.Pixels.Span.ToArray().Average(pixel => (double)pixel * pixel) / (255.0 * 255);
        Assert.Equal(0.2860, mean, 4);
        Assert.Equal(0.3530, Math.Sqrt(square - mean * mean), 4);
    }

    [Fact]
    public void Missing_folder_is_named_with_the_command_that_helps()
    {
        using var folder = new TemporaryFolder();
        Message.AssertOneLine<DirectoryNotFoundException>(
            () => Source.Load(folder.File("nowhere")), folder.File("nowhere"), "ipfl data fetch fashion-mnist");
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte.gz")]
    [InlineData("train-labels-idx1-ubyte.gz")]
    [InlineData("t10k-images-idx3-ubyte.gz")]
    [InlineData("t10k-labels-idx1-ubyte.gz")]
    public void Missing_file_is_named_with_its_folder_and_the_command_that_helps(string name)
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder);
        File.Delete(folder.File(name));
        Message.AssertOneLine<FileNotFoundException>(
            () => Source.Load(folder.Path), name, $"missing in {folder.Path};", "'ipfl data fetch fashion-mnist'");
    }

    public static TheoryData<string, byte[], string> Damages => new()
    {
        { "magic", [.. Header(0x801, 7, 28, 28), .. Pixels(7)], "0x00000801, where an idx file of this kind starts with 0x00000803" },
        { "height", [.. Header(0x803, 7, 27, 28), .. Pixels(7)], "size of 27 in dimension 2, expected 28" },
        { "width", [.. Header(0x803, 7, 28, 3_000_000_000), .. Pixels(7)], "size of 3000000000 in dimension 3, expected 28" },
        { "cut", Images(7)[..^1], "cut short: 5487 bytes follow the header, which declares 7 items, so 5488 bytes" },
        { "cut in header", Images(7)[..9], "ends after 9 bytes, inside its header" },
        { "nothing", [], "ends after 0 bytes, inside its header" },
        { "none", Images(0), "declares 0 items" },
        { "trailing", [.. Images(7), 0], "goes on after the 7 items (5488 bytes)" },
        { "huge", [.. Header(0x803, 4_294_967_295, 28, 28), .. Pixels(7)], "declares 4294967295 items, more than fit into memory" },
        { "large", [.. Header(0x803, 2_700_000, 28, 28), .. Pixels(7)], "5488 bytes follow the header, which declares 2700000 items" },
        { "more images than labels", Images(8), "holds 8 images but" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_images_are_refused(string what, byte[] content, string expected)
    {
        foreach (var gzip in new[] { true, false })
        {
            using var folder = new TemporaryFolder();
            WriteTo(folder, gzip: gzip);
            var path = Write(folder, "train-images-idx3-ubyte", content, gzip);
            Message.AssertOneLine<InvalidDataException>(() => Source.Load(folder.Path), path, expected, "ipfl data fetch fashion-mnist");
        }

        Assert.NotEmpty(what);
    }

    [Fact]
    public void Label_out_of_range_is_refused()
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder);
        var path = Write(
            folder, "t10k-labels-idx1-ubyte", [.. Header(0x801, 4), 0, 9, 10, 3], gzip: true);
        Message.AssertOneLine<InvalidDataException>(() => Source.Load(folder.Path), path, "label 10 for image 2; allowed are 0 to 9");
    }

    [Fact]
    public void A_declared_size_that_is_not_there_costs_no_memory()
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder);
        Write(folder, "train-images-idx3-ubyte", Header(0x803, 2_700_000, 28, 28), gzip: true);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Source.Load(folder.Path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Every_damaged_byte_of_a_gzip_file_is_noticed_or_harmless()
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder);
        var path = folder.File("t10k-images-idx3-ubyte.gz");
        var good = File.ReadAllBytes(path);
        for (var at = 0; at < good.Length; at++)
        {
            var damaged = (byte[])good.Clone();
            damaged[at] ^= 0x41;
            File.WriteAllBytes(path, damaged);
            try
            {
                Assert.Equal(Pixels(TestCount), Source.Load(folder.Path).Test.Pixels.ToArray());
            }
            catch (InvalidDataException e)
            {
                Message.AssertOneLine(e.Message, path, "ipfl data fetch fashion-mnist");
            }
        }
    }

    [Fact]
    public void Every_cut_of_a_gzip_file_is_noticed()
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder);
        var path = folder.File("t10k-images-idx3-ubyte.gz");
        var good = File.ReadAllBytes(path);
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            Message.AssertOneLine<InvalidDataException>(() => Source.Load(folder.Path), path);
        }
    }
}
