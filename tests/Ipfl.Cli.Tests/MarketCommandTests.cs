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
    public void A_terminal_shows_a_table_and_a_pipe_gets_the_outcome()
    {
        var market = SampleMarket.Write(_folder);
        var screen = CommandResult.OnScreen("market", "solve", "--in", market);
        Assert.Equal(0, screen.ExitCode);
        Assert.All(screen.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        foreach (var shown in new[] { "trades among 9 participants, mechanism vcg", "│ p8", "Social welfare" }) Assert.Contains(shown, screen.Out, StringComparison.Ordinal);
        Assert.StartsWith("{", CommandResult.Of("market", "solve", "--in", market).Out, StringComparison.Ordinal);
    }

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

    [Fact]
    public void A_budget_that_does_not_suffice_is_an_error_or_the_fallback()
    {
        var refused = Solve("--budget", "1");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Out));
        Assert.Matches("^ipfl: mechanism \"vcg\": the budget of 1 nodes does not suffice for buyer \"[ab]\", .* a larger budget\n$", refused.Error);
        var fallen = Solve("--budget", "1", "--fallback", "critical");
        Assert.Equal((0, "vcg did not end within the budget; critical solved the round\n"), (fallen.ExitCode, fallen.Error));
        using var outcome = JsonDocument.Parse(fallen.Out);
        Assert.Equal(("critical", "vcg"), (outcome.RootElement.GetProperty("mechanism").GetString(), outcome.RootElement.GetProperty("fallback").GetString()));
        Assert.Equal("--budget: found '0'; allowed is a whole number from 1 to 9223372036854775807", Solve("--budget", "0").Refusal());
        Assert.StartsWith("--fallback: found 'critcal'; allowed are ", Solve("--fallback", "critcal").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Efficiency_is_told_on_request()
    {
        using var outcome = JsonDocument.Parse(Solve("--efficiency").Out);
        Assert.Equal(1, outcome.RootElement.GetProperty("efficiency").GetDouble());
        Assert.DoesNotContain("efficiency", Solve().Out, StringComparison.Ordinal);
        Assert.Equal("efficiency is unknown: the optimum was not found within the budget, or is 0\n", Solve("--efficiency", "--budget", "1", "--mechanism", "marginal").Error);
    }

    private CommandResult Solve(params string[] more) => CommandResult.Of(["market", "solve", "--in", _folder.Write("market.json", Market), .. more]);
}
