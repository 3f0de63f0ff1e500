namespace Ipfl.Data.Tests;

/// <summary>Gzip of one or several members, as <c>cat a.gz b.gz</c> and parallel compressors make it, is read whole or refused.</summary>
public sealed class GzipContentTests
{
    private static readonly byte[] One = SmallFashionMnist.Gzip([.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * i >> 3))]);

    private static readonly byte[] Other = SmallFashionMnist.Gzip("and more"u8.ToArray());

    private static readonly byte[] Empty = SmallFashionMnist.Gzip([]);

    [Fact]
    public void Members_follow_one_another()
    {
        var whole = Read([.. One, .. Empty, .. Other, .. One]);
        Assert.Equal(200_008, whole.Length);
        Assert.Equal("and more"u8.ToArray(), whole[100_000..100_008]);
        Assert.Equal(whole[..100_000], whole[100_008..]);
        Assert.Empty(Read(Empty));
    }

    [Fact]
    public void A_cut_anywhere_but_between_members_is_noticed()
    {
        byte[] both = [.. Other, .. Other];
        for (var length = 0; length < both.Length; length++)
        {
            if (length != Other.Length && length != 0) Assert.Throws<InvalidDataException>(() => Read(both[..length]));
        }
    }

    [Fact]
    public void What_follows_the_last_member_is_noticed()
    {
        Assert.Throws<InvalidDataException>(() => Read([.. Other, 7]));
        Assert.Throws<InvalidDataException>(() => Read([.. Other, .. "rubbish that is no member"u8]));
    }

    [Fact]
    public async Task An_image_file_of_several_members_loads_and_is_verified_by_its_content()
    {
        using var folder = new TemporaryFolder();
        SmallFashionMnist.WriteTo(folder);
        var path = folder.File("t10k-images-idx3-ubyte.gz");
        var plain = Read(File.ReadAllBytes(path));
        File.WriteAllBytes(path, [.. SmallFashionMnist.Gzip(plain[..21]), .. SmallFashionMnist.Gzip(plain[21..])]);
        Assert.Equal(SmallFashionMnist.Pixels(SmallFashionMnist.TestCount), DataSets.Find("fashion-mnist").Load(folder.Path).Test.Pixels.ToArray());
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(plain)),
            await FileDigest.OfContentAsync(path, TestContext.Current.CancellationToken));
    }

    private static byte[] Read(byte[] compressed)
    {
        using var content = new GzipContent(new MemoryStream(compressed));
        using var plain = new MemoryStream();
        content.CopyTo(plain);
        return plain.ToArray();
    }
}
