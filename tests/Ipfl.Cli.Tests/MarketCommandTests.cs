using System.Text.Json;

namespace Ipfl.Cli.Tests;

public sealed class MarketCommandTests : IDisposable
{
    private const string Market = """
        {"lambda": 1.0,
         "participants": [{"id": "a", "samples": 1200, "sharingCost": 1.0, "gainScale": 500000.0}, {"id": "b", "samples": 300, "sharingCost": 0.5, "gainScale": 500000.0}],
         "distances": [[0, 0.3], [0.3, 0]]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_outcome_goes_to_the_output()
    {
        var solved = Solve();
        Assert.Equal((0, ""), (solved.ExitCode, solved.Error));
        using var outcome = JsonDocument.Parse(solved.Out);
        Assert.Equal("vcg", outcome.RootElement.GetProperty("mechanism").GetString());
        Assert.Equal(
            ["a", "b"], outcome.RootElement.GetProperty("participants").EnumerateArray().Select(participant => participant.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("marginal")]
    [InlineData("critical")]
    [InlineData("vcg")]
    public void The_outcome_goes_to_a_file_instead(string mechanism)
    {
        var file = _folder.File("outcome.json");
        var solved = Solve("--mechanism", mechanism, "--out", file);
        Assert.Equal((0, ""), (solved.ExitCode, solved.Out));
        Assert.EndsWith($": {file}\n", solved.Error, StringComparison.Ordinal);
        Assert.Equal(Solve("--mechanism", mechanism).Out.TrimEnd(), File.ReadAllText(file).TrimEnd());
        Assert.Equal("", Solve("--out", file, "--quiet").Error);
    }

    [Theory]
    [InlineData("outcome.json/x")]
    [InlineData("no/such/folder/x")]
    [InlineData(".")]
    public void A_file_that_cannot_be_written_is_named(string name)
    {
        _folder.Write("outcome.json", "before");
        var file = _folder.File(name);
        Assert.StartsWith($"{file}: cannot be written (", Solve("--out", file).Refusal(), StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(_folder.File("outcome.json")));
        Assert.Equal(["market.json", "outcome.json"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Verbose_says_how_long_it_took() => Assert.Matches(@"^2 participants, \d trades, solved in \d+\.\d\d s\n$", Solve("--verbose").Error);

    private CommandResult Solve(params string[] more) => CommandResult.Of(["market", "solve", "--in", _folder.Write("market.json", Market), .. more]);
}
