namespace Ipfl.Learning.Tests.Native;

public sealed class AdaptedLibraryCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Equal_content_is_kept_once_and_used_again()
    {
        var cache = new AdaptedLibraryCache(_folder.File("native"));
        var path = cache.Keep("x.so", [1, 2, 3]);
        var written = File.GetLastWriteTimeUtc(path);

        Assert.Equal(path, cache.Keep("x.so", [1, 2, 3]));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.File("native")));
    }

    [Fact]
    public void Other_content_has_another_file()
    {
        var cache = new AdaptedLibraryCache(_folder.Path);
        Assert.NotEqual(cache.Keep("x.so", [1]), cache.Keep("x.so", [2]));
    }

    [Fact]
    public void A_damaged_copy_is_written_anew()
    {
        var cache = new AdaptedLibraryCache(_folder.Path);
        var path = cache.Keep("x.so", [1, 2, 3]);
        File.WriteAllBytes(path, [9]);

        Assert.Equal(path, cache.Keep("x.so", [1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
    }

    [Fact]
    public void Nobody_else_can_write_into_the_folder()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("copies are made on Linux alone");
            return;
        }

        new AdaptedLibraryCache(_folder.File("native")).Keep("x.so", [1]);
        var others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_folder.File("native")) & others);
    }

    [Theory]
    [InlineData("c", "", null)]
    [InlineData("./c", "h", "h/.cache/ipfl/native")]
    [InlineData(".", "", null)]
    [InlineData(null, "", null)]
    [InlineData(null, ".", null)]
    [InlineData(null, "missing", null)]
    [InlineData(null, "h", "h/.cache/ipfl/native")]
    [InlineData("", "h", "h/.cache/ipfl/native")]
    [InlineData("/c", "h", "/c/ipfl/native")]
    [InlineData("w", "h", "h/.cache/ipfl/native")]
    [InlineData("IN/w", "h", null)]
    [InlineData("IN/w/c", "h", null)]
    [InlineData("IN/to-w", "h", null)]
    [InlineData("IN/w/../c", "h", "c/ipfl/native")]
    [InlineData(null, "w", null)]
    public void Code_is_kept_in_a_folder_of_the_users_and_never_below_the_working_folder(string? cache, string home, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "copies are made on Linux alone");
        foreach (var name in new[] { "h", "w" }) Directory.CreateDirectory(_folder.File(name));
        Directory.CreateSymbolicLink(_folder.File("to-w"), _folder.File("w"));
        var found = AdaptedLibraryCache.FolderFor(
            cache?.Replace("IN", _folder.Path, StringComparison.Ordinal), home is "" or "." ? home : _folder.File(home), _folder.File("w"));
        Assert.Equal(expected is null || expected[0] == '/' ? expected : _folder.File(expected), found);
    }

    public void Dispose() => _folder.Dispose();
}
