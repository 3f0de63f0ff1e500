namespace Ipfl.Data.Tests;

public class Cifar10Tests
{
    private const int Row = 3073;

    private static readonly IImageDataSource Source = DataSets.Find("cifar-10");

    [Theory]
    [InlineData("")]
    [InlineData("cifar-10-batches-bin/")]
    public void Batches_of_any_length_load_in_order(string inside)
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder, inside);

        var set = Source.Load(folder.Path);

        Assert.Equal((1 + 2 + 3 + 4 + 5, 6), (set.Train.Count, set.Test.Count));
        Assert.Equal([1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5], set.Train.Labels.ToArray());
        Assert.Equal(Rows(3, 3).Skip(2 * Row + 1).Take(3072), set.Train.Pixels.Slice(5 * 3072, 3072).ToArray());
        Assert.Equal(new ImageShape(3, 32, 32), set.Test.Shape);
        Assert.Equal("airplane", set.ClassNames[0]);
        Assert.Equal([0.4914f, 0.4822f, 0.4465f], set.Normalisation.Mean);
        Assert.Equal([0.2023f, 0.1994f, 0.2010f], set.Normalisation.Deviation);
    }

    [Fact]
    public void Real_files_load()
    {
        var set = Source.Load(SharedFolder.Data("."));

        Assert.Equal((20_000, 4_000), (set.Train.Count, set.Test.Count));
        Assert.All(set.Train.LabelCounts(), count => Assert.Equal(2000, count));
        Assert.Equal("truck", set.ClassNames[9]);

        // Mean per channel as the data's description states it, of 1.
        double[] stated = [0.4909, 0.4815, 0.4463];
        for (var channel = 0; channel < 3; channel++) Assert.Equal(stated[channel], ChannelMean(set.Train, channel), 4);
    }

    [Theory]
    [InlineData("data_batch_1.bin")]
    [InlineData("data_batch_5.bin")]
    [InlineData("test_batch.bin")]
    public void Missing_file_is_named_with_its_folder_and_the_command_that_helps(string name)
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder, "");
        File.Delete(folder.File(name));
        Message.AssertOneLine<FileNotFoundException>(() => Source.Load(folder.Path), name, folder.Path, "'ipfl data fetch cifar-10'");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3072)]
    [InlineData(3074)]
    public void Length_that_is_no_number_of_rows_is_refused(int length)
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder, "");
        var path = folder.Write("data_batch_3.bin", new byte[length]);
        Message.AssertOneLine<InvalidDataException>(
            () => Source.Load(folder.Path), path, $"has {length} bytes, expected rows of 3073 bytes");
    }

    [Fact]
    public void Label_out_of_range_is_refused()
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder, "");
        var path = folder.Write("data_batch_4.bin", [.. Rows(9, 2), .. Rows(10, 1)]);
        Message.AssertOneLine<InvalidDataException>(() => Source.Load(folder.Path), path, "label 10 in row 2; allowed are 0 to 9");
    }

    [Fact]
    public void Names_come_from_the_file_where_there_is_one()
    {
        using var folder = new TemporaryFolder();
        WriteTo(folder, "");
        File.WriteAllLines(folder.File("batches.meta.txt"), [.. Enumerable.Range(0, 10).Select(i => $"name {i}"), "", ""]);
        Assert.Equal("name 9", Source.Load(folder.Path).ClassNames[9]);

        File.WriteAllLines(folder.File("batches.meta.txt"), ["one", "two"]);
        Message.AssertOneLine<InvalidDataException>(
            () => Source.Load(folder.Path), folder.File("batches.meta.txt"), "names 2 classes, expected 10");
    }

    private static void WriteTo(TemporaryFolder folder, string inside)
    {
        for (var batch = 1; batch <= 5; batch++) folder.Write($"{inside}data_batch_{batch}.bin", Rows(batch, batch));
        folder.Write($"{inside}test_batch.bin", Rows(6, 6));
    }

    private static byte[] Rows(int label, int count) =>
        [.. Enumerable.Range(0, count * Row).Select(i => i % Row == 0 ? (byte)label : (byte)(i * 7 + label))];

    private static double ChannelMean(ImageSet images, int channel)
    {
        var sum = 0L;
        for (var image = 0; image < images.Count; image++)
            foreach (var pixel in images.Pixels.Span.Slice(image * 3072 + channel * 1024, 1024))
                sum += pixel;
        return sum / (images.Count * 1024.0 * 255);
    }
}
