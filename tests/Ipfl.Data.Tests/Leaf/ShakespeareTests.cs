using System.Security.Cryptography;

namespace Ipfl.Data.Tests;

public sealed class ShakespeareTests : IDisposable
{
    private static readonly IImageDataSource Source = DataSets.Find("shakespeare");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_alphabet_has_80_symbols_in_LEAF_s_order()
    {
        Assert.Equal(80, SmallLeaf.Alphabet.Length);
        Assert.Equal(SmallLeaf.Alphabet, LeafAlphabet.Symbols);
        Assert.Equal(80, LeafAlphabet.Symbols.Distinct().Count());
        Assert.Equal(80, LeafAlphabet.Names.Distinct().Count());
        Assert.Equal(["newline", "space", "!"], LeafAlphabet.Names[..3]);
    }

    [Fact]
    public void Texts_become_symbols()
    {
        _folder.Write("shakespeare/all_data.json", SmallLeaf.Shakespeare(SmallLeaf.Users([3, 5, .. Enumerable.Repeat(1, 10)])));
        var set = Source.Load(_folder.Path, 2);
        Assert.Equal([new("w1", 0, 5), new("w0", 5, 3)], set.Train.Users);
        Assert.Equal((new ImageShape(1, 1, 80), 80, 10), (set.Train.Shape, set.Train.Classes, set.Test.Count));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(SmallLeaf.Text(1, i), Text(set.Train, i));
            Assert.Equal(SmallLeaf.Label(1, i, 80), set.Train.Labels.Span[i]);
        }

        Assert.Equal(PixelNormalisation.None, set.Normalisation);
    }

    [Fact]
    public void The_real_LEAF_file_loads()
    {
        var source = new LeafSource([SharedFolder.Data("shakespeare/leaf/all_data.json")], new ShakespeareFormat());
        Assert.Equal((30, 45_000), (source.Users.Count, source.Users.Sum(user => user.Samples)));

        var set = Source.Load(SharedFolder.Data("."));
        Assert.Equal((15_000, 15_000), (set.Train.Count, set.Test.Count));
        Assert.Equal(("GLOUCESTER", 10, 10), (set.Train.Users[0].Name, set.Train.Users.Count, set.Test.Users.Count));
        Assert.Empty(set.Train.Users.Select(user => user.Name).Intersect(set.Test.Users.Select(user => user.Name)));
    }

    [Fact]
    public void The_speakers_of_the_plain_text_are_those_of_the_LEAF_file()
    {
        var text = new SpeakerText(SharedFolder.Data("shakespeare/input.txt"));
        Assert.Equal(309, text.Users.Count);
        var longest = text.Users.OrderByDescending(user => text.TextOf(user.Name).Length).Take(30).ToArray();
        Assert.Equal(("GLOUCESTER", 37_615), (longest[0].Name, text.TextOf("GLOUCESTER").Length));
        Assert.Equal(("MERCUTIO", 10_982), (longest[^1].Name, text.TextOf("MERCUTIO").Length));

        // Every window of the LEAF file is somewhere in its speaker's text.
        var leaf = Source.Load(SharedFolder.Data("."));
        foreach (var user in leaf.Train.Users)
        {
            var whole = text.TextOf(user.Name).Replace('$', ' ');
            for (var i = user.Start; i < user.Start + user.Count; i += 97)
                Assert.Contains(Text(leaf.Train, i) + LeafAlphabet.Symbols[leaf.Train.Labels.Span[i]], whole);
        }
    }

    [Fact]
    public void The_plain_text_serves_where_there_is_no_LEAF_file()
    {
        _folder.Write("shakespeare/input.txt", File.ReadAllBytes(SharedFolder.Data("shakespeare/input.txt")));
        var set = Source.Load(_folder.Path);
        Assert.Equal(("GLOUCESTER", (37_615 - 81) / 10 + 1), (set.Train.Users[0].Name, set.Train.Users[0].Count));
        var text = new SpeakerText(_folder.File("shakespeare/input.txt")).TextOf("GLOUCESTER");
        foreach (var i in new[] { 0, 1, 1234, set.Train.Users[0].Count - 1 })
        {
            Assert.Equal(text.Substring(10 * i, 80), Text(set.Train, i));
            Assert.Equal(text[10 * i + 80], LeafAlphabet.Symbols[set.Train.Labels.Span[i]]);
        }

        var entry = DataCatalogue.Find("shakespeare");
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File("shakespeare/input.txt"))));
        Assert.Equal((digest, digest), (entry.Files[0].ContentSha256, entry.Downloads[0].Sha256));
        Assert.Equal(new FileInfo(_folder.File("shakespeare/input.txt")).Length, entry.Downloads[0].Size);
    }

    [Fact]
    public void Speeches_are_joined_by_newlines_and_colons_inside_them_are_text()
    {
        var path = _folder.Write("play.txt", "A B:\nOne.\nHear this:\n\n\nC:\nTwo.\n\nA B:\nThree.\n\nnot a name\n");
        var text = new SpeakerText(path);
        Assert.Equal([new("A B", 0), new("C", 0)], text.Users);
        Assert.Equal(("One.\nHear this:\nThree.\nnot a name", "Two."), (text.TextOf("A B"), text.TextOf("C")));
    }

    [Theory]
    [InlineData(80, 0)]
    [InlineData(81, 1)]
    [InlineData(90, 1)]
    [InlineData(91, 2)]
    public void A_sample_starts_at_every_tenth_character(int characters, int samples) =>
        Assert.Equal(samples, Assert.Single(new SpeakerText(_folder.Write("play.txt", $"A:\n{new string('x', characters)}\n")).Users).Samples);

    [Fact]
    public void Faults_in_the_plain_text_are_named()
    {
        var path = _folder.Write("play.txt", "no speaker\n");
        Message.AssertOneLine<InvalidDataException>(() => Source.Load(path, 1), path, "the first line is no speaker");

        var good = string.Concat(Enumerable.Range(0, 11).Select(i => $"S{i}:\n{new string('x', 200 - i)}\n\n"));
        _folder.Write("play.txt", good.ReplaceFirst(new string('x', 200), $"{new string('x', 150)}ü{new string('x', 49)}"));
        Message.AssertOneLine<InvalidDataException>(() => Source.Load(path, 1), path, "user \"S0\", sample 7", "'ü' (U+00FC) at character 150", "allowed are");

        _folder.Write("play.txt", good);
        Message.AssertOneLine<InvalidDataException>(() => Source.Load(path, 2), path, "has 11 users with samples", "12 together");
    }

    private static string Text(ImageSet set, int sample) =>
        string.Concat(set.Pixels.Slice(sample * 80, 80).ToArray().Select(symbol => LeafAlphabet.Symbols[symbol]));
}
