namespace Ipfl.Data.Tests;

public sealed class LeafReadingTests : IDisposable
{
    private static readonly IImageDataSource Source = DataSets.Find("femnist");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_users_with_most_samples_train_and_the_next_ones_are_the_test_set()
    {
        // w1 and w3 have most, then w0 and w4 (a tie: first in the file), then twenty with one sample each; w25 has none.
        _folder.Write("femnist/all_data_0.json", SmallLeaf.Femnist([.. SmallLeaf.Users(3, 9, 2, 5, 3), .. Ones(5, 20), ("w25", 0)]));

        var set = Source.Load(_folder.Path, participants: 3);

        Assert.Equal([new("w1", 0, 9), new("w3", 9, 5), new("w0", 14, 3)], set.Train.Users);
        Assert.Equal(["w4", "w2", .. Enumerable.Range(5, 18).Select(i => $"w{i}")], set.Test.Users.Select(user => user.Name));
        Assert.Equal((17, 3 + 2 + 18), (set.Train.Count, set.Test.Count));
        AssertSamples(set.Train);
        AssertSamples(set.Test);
        Assert.Equal((62, new ImageShape(1, 28, 28), false), (set.Train.Classes, set.Train.Shape, set.Embedded));
        Assert.Equal((set.Train.Shape, ImageAugmentation.None), (set.InputShape, set.Train.Augmentation));
        Assert.Equal(("0", "A", "z"), (set.ClassNames[0], set.ClassNames[10], set.ClassNames[61]));
    }

    [Fact]
    public void Twenty_users_train_unless_somebody_says_otherwise()
    {
        _folder.Write("femnist/one.json", SmallLeaf.Femnist(Ones(0, 40)));
        Assert.Equal((20, 20), (Source.Load(_folder.Path).Train.Users.Count, Source.Load(_folder.Path).Test.Users.Count));
    }

    [Theory]
    [InlineData("femnist/all_data_")]
    [InlineData("femnist/leaf/all_data_")]
    [InlineData("femnist/data/all_data/all_data_")]
    [InlineData("all_data_")]
    public void Several_files_are_one_set_in_the_order_of_their_numbers(string name)
    {
        _folder.Write($"{name}10.json", SmallLeaf.Femnist(("w7", 4), ("w8", 4)));
        _folder.Write($"{name}2.json", SmallLeaf.Femnist([("w9", 4), .. Ones(10, 20)]));
        Assert.Equal(["w9", "w7", "w8"], Source.Load(_folder.Path, 3).Train.Users.Select(user => user.Name));
        AssertSamples(Source.Load(_folder.Path, 3).Train);
    }

    [Fact]
    public void A_file_may_be_named_itself()
    {
        var path = _folder.Write("mine.json", SmallLeaf.Femnist(Ones(0, 21)));
        Assert.Equal("w0", Assert.Single(Source.Load(path, 1).Train.Users).Name);
    }

    [Fact]
    public void Keys_come_in_any_order_and_others_are_passed_over()
    {
        var usual = SmallLeaf.Femnist(Ones(0, 21));
        var at = usual.IndexOf("\"user_data\"", StringComparison.Ordinal);
        var turned = $"{{\"hierarchies\": [[{{\"a\": [1]}}], null], {usual[at..^1]}, {usual[1..(at - 2)]}, \"more\": {{\"x\": [2]}}}}";
        turned = turned.Replace("{\"x\":", "{\"z\": {\"y\": []}, \"x\":", StringComparison.Ordinal);
        _folder.Write("femnist/turned.json", turned);
        AssertSamples(Source.Load(_folder.Path, 1).Train);
    }

    [Fact]
    public void Ink_is_one_and_paper_minus_one()
    {
        _folder.Write("femnist/one.json", SmallLeaf.Femnist(Ones(0, 40)));
        var normalisation = Source.Load(_folder.Path).Normalisation;
        foreach (var x in new[] { 0f, 0.25f, 0.5f, 1f })
            Assert.Equal((0.5f - x) / 0.5f, (x - normalisation.Mean[0]) / normalisation.Deviation[0]);
        Assert.Equal(255, normalisation.Scale);
    }

    private static (string Name, int Samples)[] Ones(int first, int count) => [.. Enumerable.Range(first, count).Select(i => ($"w{i}", 1))];

    private static void AssertSamples(ImageSet set)
    {
        foreach (var user in set.Users)
        {
            var number = int.Parse(user.Name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            for (var i = 0; i < user.Count; i++)
            {
                Assert.Equal(SmallLeaf.Pixels(number, i), set.Pixels.Slice((user.Start + i) * 784, 784).ToArray());
                Assert.Equal(SmallLeaf.Label(number, i, 62), set.Labels.Span[user.Start + i]);
            }
        }
    }
}
