using System.Security.Cryptography;

namespace Ipfl.Data.Tests;

public class DataVerifierTests
{
    [Fact]
    public async Task Every_state_is_told_per_file()
    {
        using var folder = new TemporaryFolder();
        var content = new byte[2000];
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        var entry = new DataCatalogueEntry("set", "set", "", "", [.. "abcdefg".Select(name => new DataFile($"{name}.gz", digest))], []);
        var gzip = SmallFashionMnist.Gzip(content);
        folder.Write("set/a.gz", gzip);
        folder.Write("set/b", content);
        folder.Write("set/d.gz", SmallFashionMnist.Gzip(new byte[1999]));
        folder.Write("set/e.gz", gzip[..^1]);
        folder.Write("set/f.gz", [.. gzip[..15], 0xff, 0xff, .. gzip[17..]]);
        folder.Write("set/g.gz", content);

        var checks = await DataVerifier.VerifyAsync(entry, folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal(
            [FileState.Good, FileState.Good, FileState.Missing, FileState.Damaged, FileState.Damaged, FileState.Damaged, FileState.Damaged],
            checks.Select(check => check.State));
        Assert.Equal(folder.File("set/b"), checks[1].Path);
        Assert.Equal(folder.File("set/c.gz"), checks[2].Path);
        Assert.Contains($"expected {entry.Files[0].ContentSha256}", checks[3].Detail);
        Assert.All(checks, check => Assert.Equal(check.State == FileState.Damaged, check.Detail.Length > 0));
        Assert.All(checks, check => Assert.DoesNotContain('\n', check.Detail));
    }

    [Fact]
    public async Task A_copy_of_the_real_set_with_other_gzip_headers_is_good()
    {
        var checks = await DataVerifier.VerifyAsync(
            DataCatalogue.Find("fashion-mnist"), SharedFolder.Data("."), TestContext.Current.CancellationToken);
        Assert.Equal(4, checks.Count);
        Assert.All(checks, check => Assert.Equal((FileState.Good, ""), (check.State, check.Detail)));
    }

    /// <summary>The publisher's files are these contents under a gzip header with name and time; their MD5 sums are public.</summary>
    [Theory]
    [InlineData("train-images-idx3-ubyte", 1504176606, "8d4fb7e6c68d591d4c3dfef9ec88bf0d")]
    [InlineData("train-labels-idx1-ubyte", 1504176606, "25c81989df183df01b3e8a0aad5dffbe")]
    [InlineData("t10k-images-idx3-ubyte", 1504176627, "bef4ecab320f06d8554ea6380940ec79")]
    [InlineData("t10k-labels-idx1-ubyte", 1504176627, "bb300cfdad3c16e7a12a480ee83cd310")]
    public void Catalogue_has_the_publishers_files(string name, int time, string md5)
    {
        var body = File.ReadAllBytes(SharedFolder.Data($"fashion-mnist/{name}.gz"))[10..];
        byte[] published =
        [
            0x1f, 0x8b, 8, 8, .. BitConverter.GetBytes(time), 0, 3, .. System.Text.Encoding.ASCII.GetBytes(name), 0, .. body,
        ];
#pragma warning disable CA5351 // The publisher's sums are MD5; the product itself checks SHA-256.
        Assert.Equal(md5, Convert.ToHexStringLower(MD5.HashData(published)));
#pragma warning restore CA5351
        var download = DataCatalogue.Find("fashion-mnist").Downloads.Single(file => file.Name == $"{name}.gz");
        Assert.Equal(published.Length, download.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(published)), download.Sha256);
    }
}
