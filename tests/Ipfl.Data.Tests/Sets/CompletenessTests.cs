namespace Ipfl.Data.Tests;

/// <summary>Images that were loaded are held against those that their publisher offers.</summary>
public sealed class CompletenessTests
{
    [Fact]
    public void The_whole_set_is_told_from_one_of_its_size_that_differs_in_a_pixel()
    {
        var whole = DataSets.Find("fashion-mnist").Load(SharedFolder.Data("fashion-mnist"));
        Assert.Equal((Completeness.Complete, 70_000), (whole.CheckCompleteness(), whole.PublishedCount));
        var pixels = whole.Test.Pixels.ToArray();
        pixels[12345] ^= 1;
        var damaged = whole with { Test = new ImageSet(whole.Test.Shape, whole.Test.Classes, pixels, whole.Test.Labels.ToArray()) };
        Assert.Equal(Completeness.Altered, damaged.CheckCompleteness());
        Assert.NotEqual(whole.ComputeSha256(), damaged.ComputeSha256());
    }

    [Fact]
    public void A_part_of_a_set_is_partial()
    {
        var part = DataSets.Find("cifar-10").Load(SharedFolder.Data("cifar-10-batches-bin"));
        Assert.Equal((Completeness.Partial, 60_000), (part.CheckCompleteness(), part.PublishedCount));
        Assert.Equal(Completeness.Partial, DataSets.Find("fashion-mnist").Load(null).CheckCompleteness());
    }

    [Fact]
    public void Nothing_is_known_of_sets_that_nobody_published()
    {
        var own = DataSets.Find("fashion-mnist").Load(null) with { Name = "mine" };
        Assert.Equal((Completeness.Unknown, null), (own.CheckCompleteness(), own.PublishedCount));
    }

    [Fact]
    public void Labels_pixels_shapes_and_their_order_make_the_digest()
    {
        static ImageSet Set(byte[] pixels, byte[] labels, int width = 2) => new(new(1, pixels.Length / labels.Length / width, width), 3, pixels, labels);
        static string Digest(ImageSet train, ImageSet test) => new ImageDataSet("x", train, test, PixelNormalisation.None, ["a", "b", "c"], false).ComputeSha256();
        var (one, other) = (Set([1, 2, 3, 4], [0, 1]), Set([4, 3, 2, 1], [0, 1]));
        Assert.Equal(Digest(one, other), Digest(Set([1, 2, 3, 4], [0, 1]), other));
        Assert.Equal(5, new[] { Digest(one, other), Digest(other, one), Digest(Set([1, 2, 3, 4], [1, 0]), other), Digest(Set([1, 2, 3, 4], [0]), other), Digest(Set([1, 2, 3, 4], [0, 1], 1), other) }.Distinct().Count());
    }
}
