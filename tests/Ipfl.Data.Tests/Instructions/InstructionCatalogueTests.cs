namespace Ipfl.Data.Tests;

/// <summary>Instruction records have no ready download: the commands say how to get them, and accept what is there.</summary>
public sealed class InstructionCatalogueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_set_is_in_the_catalogue() =>
        Assert.All(InstructionSets.Names, name => Assert.Equal("instruct", DataCatalogue.Find(name).Folder));

    [Theory]
    [InlineData("mixed-finance", "https://github.com/Open-Finance-Lab/FinLoRA (commit 7e1cf82)", "fiqa_train, fiqa_test")]
    [InlineData("code-finance", "https://github.com/sahil280114/codealpaca", "nwgi_train and nwgi_test")]
    [InlineData("instruct", "for each participant", "X_test beside X")]
    public async Task Fetching_says_how_to_get_it(string name, string source, string files)
    {
        using var http = new HttpClient();
        var fetcher = new DataFetcher(new DataDownloader(http, TimeProvider.System));
        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => fetcher.FetchAsync(DataCatalogue.Find(name), _folder.Path, cancellation: TestContext.Current.CancellationToken));
        Message.AssertOneLine(error.Message, name, _folder.File("instruct"), source, files, "in the folder instruct of the data folder");
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public async Task Verifying_tells_which_file_is_missing()
    {
        foreach (var file in new[] { "codealpaca.json", "nwgi_train.parquet", "other/x.jsonl" }) _folder.WriteRecords($"instruct/{file}", 2);
        Assert.Equal(
            [(FileState.Present, "codealpaca.json"), (FileState.Present, "nwgi_train.parquet"), (FileState.Missing, "nwgi_test.jsonl")],
            await VerifyAsync("code-finance"));
        Assert.Equal(
            [(FileState.Present, "codealpaca.json"), (FileState.Present, "nwgi_train.parquet"), (FileState.Present, "x.jsonl")],
            await VerifyAsync("instruct"));
        Assert.All(await VerifyAsync("mixed-finance"), check => Assert.Equal(check.Name == "nwgi_train.parquet", check.State == FileState.Present));
    }

    private async Task<(FileState State, string Name)[]> VerifyAsync(string name)
    {
        var checks = await DataVerifier.VerifyAsync(DataCatalogue.Find(name), _folder.Path, TestContext.Current.CancellationToken);
        return [.. checks.Select(check => (check.State, check.File.Name))];
    }
}
