using System.Text.Json;

namespace Ipfl.Cli.Tests;

public sealed class CompareCommandTests : IDisposable
{
    private static readonly string[] Small = ["compare", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--algorithms", "local, ipfl"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_comparison_prints_a_table_then_nothing_is_left_to_run()
    {
        var first = CommandResult.Of([.. Small, "--seeds", "0,1", "--out", _folder.Path]);
        Assert.Equal(0, first.ExitCode);
        foreach (var shown in new[] { "│ local ", "│ ipfl ", "±", "report.html" }) Assert.Contains(shown, first.Out, StringComparison.Ordinal);
        Assert.Contains("[4/4 ipfl seed 1] round 1/1", first.Error, StringComparison.Ordinal);

        var json = CommandResult.Of([.. Small, "--seeds", "0,1", "--out", _folder.Path, "--json"]);
        Assert.Equal(Enumerable.Range(1, 4).Select(i => $"[{i}/4 "), json.Error.TrimEnd().Split('\n').Select(line => line[..5]));
        Assert.All(json.Error.TrimEnd().Split('\n'), line => Assert.EndsWith("done before", line, StringComparison.Ordinal));
        using var cells = JsonDocument.Parse(json.Out);
        Assert.Equal(
            File.ReadLines(_folder.File("comparison.csv")).Skip(1).Select(line => line.Split(',')[2]),
            cells.RootElement.EnumerateArray().Select(cell => cell.GetProperty("meanBestAccuracy").GetDouble().ToString("R")));
    }

    [Fact]
    public void A_cancelled_comparison_says_how_to_go_on()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var run = CommandResult.Of(stopped.Token, [.. Small, "--quiet", "--out", _folder.Path]);
        Assert.Equal((130, ""), (run.ExitCode, run.Out));
        Assert.Equal($"Interrupted; whole rounds are saved. Continue with the same command and --out {_folder.Path}\n", run.Error);
    }

    [Theory]
    [InlineData("--algorithms", "ipfl,locl", "--algorithms: algorithm: found \"locl\"; allowed is one of ipfl, local, fedavg, fedprox, ditto, cfl, fedamp, fedfomo, pfedgraph")]
    [InlineData("--algorithms", "ipfl,ipfl", "algorithms: found ipfl, ipfl; each may be named once")]
    [InlineData("--algorithms", ",", "algorithms: found none; at least one is needed")]
    [InlineData("--seeds", "0,x", "--seeds: found 'x'; allowed are whole numbers ≥ 0, separated by commas")]
    [InlineData("--seeds", "-1", "--seeds: found '-1'; allowed are whole numbers ≥ 0, separated by commas")]
    [InlineData("--seeds", "1,1", "seeds: found 1, 1; each may be named once")]
    public void Wrong_lists_are_refused(string option, string list, string answer)
    {
        Assert.Equal(answer, CommandResult.Of("compare", option, list, "--out", _folder.File("c")).Refusal());
        Assert.True(_folder.IsEmpty);
    }
}
