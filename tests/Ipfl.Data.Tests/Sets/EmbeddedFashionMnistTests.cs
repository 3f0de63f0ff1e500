namespace Ipfl.Data.Tests;

public class EmbeddedFashionMnistTests
{
    private static readonly ImageDataSet Embedded = DataSets.Find("fashion-mnist").Load(dataDir: null);

    [Fact]
    public void Subset_is_balanced_and_says_that_it_is_embedded()
    {
        Assert.True(Embedded.Embedded);
        Assert.Equal((6000, 1000), (Embedded.Train.Count, Embedded.Test.Count));
        Assert.All(Embedded.Train.LabelCounts(), count => Assert.Equal(600, count));
        Assert.All(Embedded.Test.LabelCounts(), count => Assert.Equal(100, count));
    }

    [Fact]
    public void Subset_is_the_first_images_of_each_class_of_the_full_set()
    {
        var full = DataSets.Find("fashion-mnist").Load(SharedFolder.Data("fashion-mnist"));
        AssertFirstOfEachClass(full.Train, 600, Embedded.Train);
        AssertFirstOfEachClass(full.Test, 100, Embedded.Test);
    }

    [Fact]
    public void Licence_travels_with_the_images()
    {
        using var resource = typeof(DataSets).Assembly.GetManifestResourceStream("LICENSE-fashion-mnist.txt");
        Assert.NotNull(resource);
        var text = new StreamReader(resource).ReadToEnd();
        Assert.Contains("Copyright © 2017 Zalando SE", text);
        Assert.Contains("The above copyright notice and this permission notice shall be included", text);
    }

    [Fact]
    public void Sets_without_a_subset_say_how_to_get_them()
    {
        var source = DataSets.Find("cifar-10");
        Assert.False(source.HasEmbeddedSubset);
        Message.AssertOneLine<FileNotFoundException>(() => source.Load(null), "cifar-10", "ipfl data fetch cifar-10", "IPFL_DATA");
    }

    private static void AssertFirstOfEachClass(ImageSet full, int perClass, ImageSet subset)
    {
        var size = full.Shape.Size;
        var taken = new int[full.Classes];
        var next = 0;
        for (var i = 0; i < full.Count; i++)
        {
            if (taken[full.Labels.Span[i]]++ >= perClass) continue;
            Assert.Equal(full.Labels.Span[i], subset.Labels.Span[next]);
            Assert.True(full.Pixels.Span.Slice(i * size, size).SequenceEqual(subset.Pixels.Span.Slice(next * size, size)), $"image {i}");
            next++;
        }

        Assert.Equal(subset.Count, next);
    }
}
