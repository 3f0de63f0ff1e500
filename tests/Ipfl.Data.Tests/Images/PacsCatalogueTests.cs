namespace Ipfl.Data.Tests;

/// <summary>PACS has no ready download: the commands say where its publisher offers it, and accept what is there.</summary>
public sealed class PacsCatalogueTests : IDisposable
{
    private static readonly DataCatalogueEntry Entry = DataCatalogue.Find("pacs");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetching_says_how_to_get_it_until_all_domains_are_there()
    {
        using var http = new HttpClient();
        var fetcher = new DataFetcher(new DataDownloader(http, TimeProvider.System));
        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => fetcher.FetchAsync(Entry, _folder.Path, cancellation: TestContext.Current.CancellationToken));
        Message.AssertOneLine(error.Message, "pacs", _folder.Path, "domaingeneralization.github.io", "<domain>/<class>/<file>", "art_painting, cartoon, photo, sketch");
        Assert.Empty(_folder.Names());

        SmallPacs.Write(_folder, 1);
        var checks = await fetcher.FetchAsync(Entry, _folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(SmallPacs.Domains.Select(domain => (FileState.Present, _folder.File($"pacs/{domain}"))), checks.Select(check => (check.State, check.Path)));
    }

    [Fact]
    public async Task Verifying_tells_which_domain_is_missing()
    {
        SmallPacs.Write(_folder, 1);
        Directory.Delete(_folder.File("pacs/photo"), recursive: true);
        var checks = await DataVerifier.VerifyAsync(Entry, _folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal([FileState.Present, FileState.Present, FileState.Missing, FileState.Present], checks.Select(check => check.State));
    }
}
