using System.Security.Cryptography;

namespace Ipfl.Data.Tests;

public sealed class DataDownloaderTests : IDisposable
{
    private static readonly byte[] Content = MakeContent(500_000);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly TestTime _time = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_arrives_whole_with_progress_to_the_end()
    {
        await using var server = new TestServer(TestServer.Good(Content));
        var progress = new ProgressLog();
        await DownloadAsync(server, progress);

        AssertArrived();
        Assert.Equal([new TestRequest("/data.bin", null)], server.Requests);
        Assert.Equal(progress.Reports.Select(report => report.Bytes).Order(), progress.Reports.Select(report => report.Bytes));
        var last = progress.Reports[^1];
        Assert.Equal(("data.bin", 500_000L, 500_000L), (last.File, last.Bytes, last.Total));

        // The test's clock counts a second per look: one at the start, one per report.
        Assert.Equal(500_000.0 / progress.Reports.Count, last.BytesPerSecond, 6);

        // Every block of bytes gives the server its full time again.
        Assert.Equal(progress.Reports.Count, _time.Restarts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(499_999)]
    public async Task An_interrupted_download_goes_on_where_it_stopped(int there)
    {
        await using var server = new TestServer(TestServer.Good(Content));
        _folder.Write("data.bin.part", Content[..there]);
        var progress = new ProgressLog();
        await DownloadAsync(server, progress);

        AssertArrived();
        Assert.Equal([new TestRequest("/data.bin", there)], server.Requests);
        Assert.True(progress.Reports[0].Bytes > there);
        Assert.Equal((500_000.0 - there) / progress.Reports.Count, progress.Reports[^1].BytesPerSecond, 6);
    }

    [Fact]
    public async Task A_download_that_was_complete_but_for_its_name_needs_no_server()
    {
        await using var server = new TestServer(_ => new TestAnswer(500, []));
        _folder.Write("data.bin.part", Content);
        await DownloadAsync(server);
        AssertArrived();
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cut_connection_is_opened_again_where_it_broke()
    {
        var good = TestServer.Good(Content);
        var cuts = 0;
        await using var server = new TestServer(request => cuts++ < 3 ? good(request) with { CutAfter = 100_000 } : good(request));
        await DownloadAsync(server);

        AssertArrived();
        Assert.Equal([null, 100_000, 200_000, 300_000], server.Requests.Select(request => request.From));
        Assert.Equal([1, 2, 4], _time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_always_cuts_is_given_up_and_the_bytes_are_kept()
    {
        var good = TestServer.Good(Content);
        await using var server = new TestServer(request => good(request) with { CutAfter = 10 });
        var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server));

        Message.AssertOneLine(error.Message, $"{server.Uri("data.bin")}", "connection", "try again", _folder.File("data.bin"));
        Assert.Equal(DataDownloader.Attempts, server.Requests.Count);
        Assert.Equal(Content[..50], await File.ReadAllBytesAsync(_folder.File("data.bin.part"), TestContext.Current.CancellationToken));
        Assert.Equal(["data.bin.part"], _folder.Names());
    }

    [Fact]
    public async Task A_proxy_that_does_not_answer_is_named()
    {
        var proxy = new System.Net.WebProxy($"http://127.0.0.1:{FreePort.Next()}");
        using var http = new HttpClient(new SocketsHttpHandler { Proxy = proxy });
        var downloader = new DataDownloader(http, _time) { Proxy = proxy };
        var file = new DataDownload(new("https://data.invalid/data.bin"), "data.bin", 10, new string('0', 64));
        var error = await Assert.ThrowsAsync<DownloadException>(() => downloader.DownloadAsync(file, _folder.File("data.bin"), cancellation: TestContext.Current.CancellationToken));
        Message.AssertOneLine(error.Message, $"cannot download https://data.invalid/data.bin through the proxy http://127.0.0.1:{proxy.Address!.Port}: ");
    }

    [Fact]
    public async Task A_server_that_has_less_than_expected_is_given_up()
    {
        await using var server = new TestServer(
            request => request.From is null ? new TestAnswer(200, Content[..1000]) : new TestAnswer(416, []));
        var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server));
        Message.AssertOneLine(error.Message, $"{server.Uri("data.bin")}", "1000 of 500000 bytes");
        Assert.False(File.Exists(_folder.File("data.bin")));
    }

    [Fact]
    public async Task A_silent_server_counts_as_a_cut()
    {
        var good = TestServer.Good(Content);
        await using var server = new TestServer(
            request => request.From is null ? good(request) with { CutAfter = 1000, Silent = true } : good(request));
        await DownloadAsync(server, new ProgressLog(report =>
        {
            if (report.Bytes == 1000) _time.PassLongWaits();
        }));

        AssertArrived();
        Assert.Equal([null, 1000L], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_starts_over()
    {
        await using var server = new TestServer(_ => new TestAnswer(200, Content));
        _folder.Write("data.bin.part", MakeContent(1234, seed: 9));
        await DownloadAsync(server);
        AssertArrived();
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("bytes 0-499999/500000")]
    [InlineData("bytes 1234-400000/400001")]
    [InlineData(null)]
    public async Task A_wrong_range_starts_over(string? range)
    {
        await using var server = new TestServer(
            request => request.From is null ? new TestAnswer(200, Content) : new TestAnswer(206, Content[1234..]) { Range = range });
        _folder.Write("data.bin.part", Content[..1234]);
        await DownloadAsync(server);
        AssertArrived();
        Assert.Equal([1234L, null], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_range_that_the_server_does_not_have_starts_over()
    {
        await using var server = new TestServer(request => request.From is null ? new TestAnswer(200, Content) : new TestAnswer(416, []));
        _folder.Write("data.bin.part", Content[..77]);
        await DownloadAsync(server);
        AssertArrived();
    }

    [Fact]
    public async Task A_part_that_is_too_long_starts_over()
    {
        await using var server = new TestServer(TestServer.Good(Content));
        _folder.Write("data.bin.part", MakeContent(500_001));
        await DownloadAsync(server);
        AssertArrived();
        Assert.Equal([new TestRequest("/data.bin", null)], server.Requests);
    }

    [Fact]
    public async Task A_damaged_download_is_deleted_and_told_with_both_digests()
    {
        var damaged = (byte[])Content.Clone();
        damaged[250_000] ^= 1;
        await using var server = new TestServer(TestServer.Good(damaged));
        _folder.Write("data.bin", 1, 2, 3);
        var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server));

        Message.AssertOneLine(
            error.Message, $"{server.Uri("data.bin")}", Digest(damaged), $"expected {Digest(Content)}", "deleted", "try again");
        Assert.Equal(["data.bin"], _folder.Names());
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(_folder.File("data.bin"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_damaged_part_does_not_survive_to_spoil_the_next_try()
    {
        await using var server = new TestServer(TestServer.Good(Content));
        _folder.Write("data.bin.part", MakeContent(1000, seed: 5));
        await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server));
        await DownloadAsync(server);
        AssertArrived();
    }

    [Fact]
    public async Task A_download_longer_than_expected_is_cut_off_and_deleted()
    {
        await using var server = new TestServer(TestServer.Good([.. Content, .. Content, .. Content]));
        var progress = new ProgressLog();
        var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server, progress));
        Message.AssertOneLine(error.Message, "more than the expected 500000 bytes");
        Assert.Empty(_folder.Names());
        Assert.InRange(progress.Reports[^1].Bytes, 500_001, 500_000 + 200_000);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_told_at_once()
    {
        await using var server = new TestServer(_ => new TestAnswer(404, "gone"u8.ToArray()));
        var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server));
        Message.AssertOneLine(error.Message, $"{server.Uri("data.bin")}", "404", "by hand", _folder.File("data.bin"));
        Assert.Single(server.Requests);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_server_in_trouble_is_asked_again(int status)
    {
        var good = TestServer.Good(Content);
        var asked = 0;
        await using var server = new TestServer(request => asked++ < 2 ? new TestAnswer(status, []) : good(request));
        await DownloadAsync(server);
        AssertArrived();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_given_up_with_advice()
    {
        var server = new TestServer(TestServer.Good(Content));
        await server.DisposeAsync();
        var error = await Assert.ThrowsAsync<DownloadException>(
            () => DownloadAsync(new Uri("http://127.0.0.1:1/data.bin"), null, TestContext.Current.CancellationToken));
        Message.AssertOneLine(error.Message, "http://127.0.0.1:1/data.bin", "check the connection and try again");
        Assert.Equal(DataDownloader.Attempts - 1, _time.Waits.Count);
    }

    [Fact]
    public async Task Cancellation_keeps_what_arrived_for_the_next_time()
    {
        var good = TestServer.Good(Content);
        await using var server = new TestServer(
            request => request.From is null ? good(request) with { CutAfter = 2000, Silent = true } : good(request));
        using var cancel = new CancellationTokenSource();
        var progress = new ProgressLog(report =>
        {
            if (report.Bytes == 2000) cancel.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(server.Uri("data.bin"), progress, cancel.Token));
        Assert.Equal(["data.bin.part"], _folder.Names());

        await DownloadAsync(server);
        AssertArrived();
        Assert.Equal([null, 2000L], server.Requests.Select(request => request.From));
    }

    private Task DownloadAsync(TestServer server, IProgress<DownloadProgress>? progress = null) =>
        DownloadAsync(server.Uri("data.bin"), progress, TestContext.Current.CancellationToken);

    private Task DownloadAsync(Uri source, IProgress<DownloadProgress>? progress, CancellationToken cancellation) =>
        new DataDownloader(_http, _time).DownloadAsync(
            new DataDownload(source, "data.bin", Content.Length, Digest(Content)), _folder.File("data.bin"), progress, cancellation);

    private void AssertArrived()
    {
        Assert.Equal(Content, File.ReadAllBytes(_folder.File("data.bin")));
        Assert.Equal(["data.bin"], _folder.Names());
    }

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] MakeContent(int length, long seed = 1)
    {
        var content = new byte[length];
        RandomLabels.Stream(seed).NextBytes(content);
        return content;
    }
}
