using System.Text.Json;

namespace Ipfl.Cli.Tests;

/// <summary>Two tasks on the embedded data, in the smallest of runs.</summary>
public sealed class ReproduceCommandTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--tasks", "fashion-skew,fashion-niid", "--algorithms", "ipfl,local", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--set", "partition.kind=iid",
        "--set", "data_dir=embedded",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_figure_runs_the_cells_and_the_other_finds_them()
    {
        var first = Reproduce("performance");
        Assert.Equal(0, first.ExitCode);
        foreach (var shown in new[] { "Best accuracy (%)", "│ ipfl ", "│ local ", "1 × 1", "not comparable with published figures", "small subset", "performance.html" })
            Assert.Contains(shown, first.Out, StringComparison.Ordinal);
        Assert.Contains("On the embedded subset: fashion-niid ('ipfl data fetch fashion-mnist' downloads fashion-mnist)\n", first.Error, StringComparison.Ordinal);
        Assert.Contains("[task 2/2 fashion-skew, 1/2 ipfl seed 0] round 1/1", first.Error, StringComparison.Ordinal);
        Assert.Equal(Expected("performance"), _folder.Names().Where(name => !name.Contains("/seed-", StringComparison.Ordinal)));

        var before = Stamps();
        var second = Reproduce("utility");
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("Mean utility", second.Out, StringComparison.Ordinal);
        Assert.Contains("[task 1/2 fashion-niid] done before\n[task 2/2 fashion-skew] done before\n", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("round 1/1", second.Error, StringComparison.Ordinal);
        Assert.Equal(before, Stamps().Where(before.Contains));
        Assert.True(File.Exists(_folder.File("utility.html")));
    }

    [Fact]
    public void Further_algorithms_and_seeds_are_run_beside_those_that_are_there()
    {
        Assert.Equal(0, Reproduce("performance").ExitCode);
        var more = Reproduce("performance", "--algorithms", "local,fedavg", "--seeds", "0,4");
        Assert.Contains("[task 1/2 fashion-niid, 1/4 local seed 0] done before\n", more.Error, StringComparison.Ordinal);
        Assert.Contains("[task 1/2 fashion-niid, 4/4 fedavg seed 4] round 1/1", more.Error, StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(_folder.File("performance.csv")).Length);
        Assert.Contains(" ± ", more.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_a_row_per_task_and_algorithm()
    {
        var run = Reproduce("utility", "--json", "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(("utility", "quick"), (json.RootElement.GetProperty("figure").GetString(), json.RootElement.GetProperty("scale").GetString()));
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(
            ["fashion-niid ipfl", "fashion-niid local", "fashion-skew ipfl", "fashion-skew local"],
            rows.Select(row => $"{row.GetProperty("task").GetString()} {row.GetProperty("algorithm").GetString()}"));
        Assert.Equal(
            File.ReadLines(_folder.File("utility.csv")).Skip(1).Select(line => line.Split(',')[7]),
            rows.Select(row => row.GetProperty("meanUtility").GetProperty("mean").GetDouble().ToString("R")));
        Assert.All(rows, row => Assert.Equal(JsonValueKind.Null, row.GetProperty("meanUtility").GetProperty("deviation").ValueKind));
    }

    [Fact]
    public void A_cancelled_reproduction_says_how_to_go_on()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var run = CommandResult.Of(stopped.Token, ["reproduce", "utility", .. Small, "--quiet", "--out", _folder.Path]);
        Assert.Equal((130, "", "Interrupted; whole rounds are saved. Continue with the same command.\n"), (run.ExitCode, run.Out, run.Error));
    }

    [Theory]
    [InlineData("--scale", "medium", "--scale: found 'medium'; allowed are quick, paper")]
    [InlineData("--tasks", "fashion-nid", "--tasks: found 'fashion-nid'; allowed are cifar10-niid, ", "; did you mean fashion-niid?")]
    [InlineData("--tasks", "demo", "--tasks: found 'demo'; allowed are cifar10-niid, ")]
    [InlineData("--tasks", ",", "--tasks: found none; at least one is needed")]
    [InlineData("--algorithms", "locl", "--algorithms: algorithm: found \"locl\"; allowed is one of ipfl, local, ")]
    [InlineData("--algorithms", "ipfl,ipfl", "algorithms: found ipfl, ipfl; each may be named once")]
    [InlineData("--seeds", "x", "--seeds: found 'x'; allowed are whole numbers ≥ 0, separated by commas")]
    [InlineData("--set", "seed=3", "--set: seed has no effect on a reproduction; use --seeds")]
    [InlineData("--set", "rouns=3", "--set: unknown key rouns; did you mean rounds?")]
    [InlineData("--data-dir", "not-there-at-all", "data folder ", "not-there-at-all does not exist; 'ipfl data fetch ")]
    public void Wrong_words_are_refused_before_anything_is_written(string option, string value, string answer, string ending = "")
    {
        var refusal = CommandResult.Of("reproduce", "performance", option, value, "--out", _folder.File("all")).Refusal();
        Assert.StartsWith(answer, refusal, StringComparison.Ordinal);
        Assert.Contains(ending, refusal, StringComparison.Ordinal);
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void No_data_at_all_is_one_line()
    {
        var refusal = CommandResult.Of("reproduce", "utility", "--tasks", "cifar10-niid,femnist", "--data-dir", _folder.Path, "--out", _folder.File("all")).Refusal();
        foreach (var said in new[] { "none of the tasks cifar10-niid, femnist has its data here", "'ipfl data fetch cifar-10'", "'ipfl data fetch femnist'" })
            Assert.Contains(said, refusal, StringComparison.Ordinal);
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_line()
    {
        var file = _folder.Write("file", "mine");
        Assert.Contains($"{file}/all: cannot be written to", CommandResult.Of(["reproduce", "utility", .. Small, "--out", $"{file}/all", "--quiet"]).Refusal(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Expected(string figure) =>
        new[] { "fashion-niid", "fashion-skew" }
            .SelectMany(task => new[] { "comparison.csv", "comparison.json", "comparison.tex", "pairs.csv", "report.html" }.Select(file => $"{task}/{file}")
                .Concat(new[] { "accuracy", "accuracy-bars", "accuracy-differences", "gain-bars", "utility-bars", "utility-differences", "welfare-bars" }.Select(name => $"{task}/figures/{name}.png")))
            .Concat(new[] { "csv", "html", "json", "tex" }.Select(kind => $"{figure}.{kind}"))
            .Append($"figures/{figure}.png")
            .Order(StringComparer.Ordinal);

    private CommandResult Reproduce(string figure, params string[] further)
    {
        // A later word replaces an earlier one of the same option in these tests, as somebody would edit the command.
        string[] kept = [.. Small.Chunk(2).Where(pair => pair[0] == "--set" || !further.Contains(pair[0])).SelectMany(pair => pair)];
        return CommandResult.Of(["reproduce", figure, .. kept, "--out", _folder.Path, .. further]);
    }

    private string[] Stamps() => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order().Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}")];
}
