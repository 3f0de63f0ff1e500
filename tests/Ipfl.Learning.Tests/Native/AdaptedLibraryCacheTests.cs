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

    public void Dispose() => _folder.Dispose();
}
