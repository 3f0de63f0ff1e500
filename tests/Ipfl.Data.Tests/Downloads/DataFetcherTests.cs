using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Ipfl.Data.Tests;

public sealed class DataFetcherTests : IDisposable
{
    private static readonly byte[] Good = "good"u8.ToArray();

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Missing_and_damaged_files_are_fetched_and_good_ones_are_left()
    {
        await using var server = new TestServer(TestServer.Good(SmallFashionMnist.Gzip(Good)));
        _folder.Write("set/a.gz", SmallFashionMnist.Gzip(Good));
        _folder.Write("set/b.gz", SmallFashionMnist.Gzip("bad"u8.ToArray()));

        var checks = await FetchAsync(FilesEntry(server, "a.gz", "b.gz", "c.gz"), _folder.Path);

        Assert.All(checks, check => Assert.Equal(FileState.Good, check.State));
        Assert.Equal(["/b.gz", "/c.gz"], server.Requests.Select(request => request.Path));
        Assert.Equal(["set/a.gz", "set/b.gz", "set/c.gz"], _folder.Names());
    }

    [Fact]
    public async Task A_complete_set_asks_no_server()
    {
        await using var server = new TestServer(_ => new TestAnswer(500, []));
        _folder.Write("set/a", Good);
        var checks = await FetchAsync(FilesEntry(server, "a.gz"), _folder.Path);
        Assert.Equal(_folder.File("set/a"), Assert.Single(checks).Path);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_sets_own_folder_may_be_given_and_is_made()
    {
        await using var server = new TestServer(TestServer.Good(SmallFashionMnist.Gzip(Good)));
        await FetchAsync(FilesEntry(server, "a.gz"), _folder.File("deep/set/"));
        Assert.Equal(["deep/set/a.gz"], _folder.Names());
    }

    [Fact]
    public async Task An_archive_is_unpacked_and_deleted()
    {
        await using var server = new TestServer(TestServer.Good(Archive(("top/readme.html", [1]), ("top/a", Good), ("top/b", Good))));
        var checks = await FetchAsync(ArchiveEntry(server, "a", "b"), _folder.Path);
        Assert.All(checks, check => Assert.Equal(FileState.Good, check.State));
        Assert.Equal(["set/a", "set/b"], _folder.Names());
    }

    [Fact]
    public async Task Names_in_an_archive_never_lead_out_of_the_folder()
    {
        await using var server = new TestServer(TestServer.Good(Archive(("../../a", Good), ("/etc/evil", Good), ("../evil", Good))));
        await FetchAsync(ArchiveEntry(server, "a"), _folder.Path);
        Assert.Equal(["set/a"], _folder.Names());
    }

    [Fact]
    public async Task Links_in_an_archive_are_not_followed()
    {
        await using var server = new TestServer(TestServer.Good(Archive(writer =>
            writer.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "a") { LinkName = "/etc/passwd" }))));
        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(ArchiveEntry(server, "a"), _folder.Path));
        Message.AssertOneLine(error.Message, "set.tar.gz lacks a");
        Assert.False(Path.Exists(_folder.File("set/a")));
    }

    [Fact]
    public async Task An_archive_that_lacks_a_file_is_told()
    {
        await using var server = new TestServer(TestServer.Good(Archive(("top/a", Good))));
        var error = await Assert.ThrowsAsync<DownloadException>(() => FetchAsync(ArchiveEntry(server, "a", "b"), _folder.Path));
        Message.AssertOneLine(error.Message, _folder.File("set/set.tar.gz"), "lacks b", "delete it and fetch the data again");
    }

    [Fact]
    public void A_damaged_archive_leaves_whole_files_or_none()
    {
        var content = new byte[100_000];
        RandomLabels.Stream(1).NextBytes(content);
        var archive = Archive(("a", content), ("b", content));
        for (var length = 0; length < archive.Length - 600; length += 4999)
        {
            using var folder = new TemporaryFolder();
            var path = folder.Write("set.tar.gz", archive[..length]);
            Message.AssertOneLine<DownloadException>(
                () => DataArchive.Unpack(path, folder.Path, [new("a", Digest(content)), new("b", Digest(content))]), path);
            foreach (var name in folder.Names().Where(name => name != "set.tar.gz"))
                Assert.Equal(content, File.ReadAllBytes(folder.File(name)));
        }
    }

    private Task<IReadOnlyList<FileCheck>> FetchAsync(DataCatalogueEntry entry, string dataFolder) =>
        new DataFetcher(new DataDownloader(_http, new TestTime())).FetchAsync(
            entry, dataFolder, progress: null, TestContext.Current.CancellationToken);

    private static DataCatalogueEntry FilesEntry(TestServer server, params string[] names)
    {
        var bytes = SmallFashionMnist.Gzip(Good);
        return Entry(names, [.. names.Select(name => new DataDownload(server.Uri(name), name, bytes.Length, Digest(bytes)))]);
    }

    private static DataCatalogueEntry ArchiveEntry(TestServer server, params string[] names)
    {
        using var http = new HttpClient();
        var bytes = http.GetByteArrayAsync(server.Uri("set.tar.gz")).GetAwaiter().GetResult();
        return Entry(names, [new(server.Uri("set.tar.gz"), "set.tar.gz", bytes.Length, Digest(bytes))]);
    }

    private static DataCatalogueEntry Entry(string[] names, DataDownload[] downloads) =>
        new("set", "set", "A set", "None", [.. names.Select(name => new DataFile(name, Digest(Good)))], downloads);

    private static byte[] Archive(params (string Name, byte[] Content)[] files) => Archive(writer =>
    {
        foreach (var (name, content) in files)
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
    });

    private static byte[] Archive(Action<TarWriter> write)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        using (var writer = new TarWriter(gzip))
            write(writer);
        return target.ToArray();
    }

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
