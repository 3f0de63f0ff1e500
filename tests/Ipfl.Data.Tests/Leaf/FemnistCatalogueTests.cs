namespace Ipfl.Data.Tests;

/// <summary>FEMNIST has no ready download: the commands say how it is made, and accept what is there.</summary>
public sealed class FemnistCatalogueTests : IDisposable
{
    private static readonly DataCatalogueEntry Entry = DataCatalogue.Find("femnist");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetching_says_how_it_is_made_and_leaves_nothing()
    {
        using var http = new HttpClient();
        var fetcher = new DataFetcher(new DataDownloader(http, TimeProvider.System));
        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => fetcher.FetchAsync(Entry, _folder.Path, cancellation: TestContext.Current.CancellationToken));
        Message.AssertOneLine(error.Message, "femnist", _folder.Path, "preprocess.sh", "github.com/TalwalkarLab/leaf");
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task What_is_there_is_accepted_without_a_digest()
    {
        _folder.Write("femnist/all_data_0.json", SmallLeaf.Femnist(("w0", 1)));
        using var http = new HttpClient();
        var fetcher = new DataFetcher(new DataDownloader(http, TimeProvider.System));
        var check = Assert.Single(await fetcher.FetchAsync(Entry, _folder.Path, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((FileState.Present, _folder.File("femnist/all_data_0.json")), (check.State, check.Path));
        Assert.NotEmpty(check.Detail);
    }

    [Fact]
    public async Task Verifying_tells_that_it_is_missing()
    {
        var check = Assert.Single(await DataVerifier.VerifyAsync(Entry, _folder.Path, TestContext.Current.CancellationToken));
        Assert.Equal(FileState.Missing, check.State);
    }
}
