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
        foreach (var shown in new[] { "│ local ", "│ ipfl ", "±", "report.html", "Difference to ipfl, paired over 2 seeds", "│ mean utility " }) Assert.Contains(shown, first.Out, StringComparison.Ordinal);
        Assert.Contains("[4/4 ipfl seed 1] round 1/1", first.Error, StringComparison.Ordinal);

        var json = CommandResult.Of([.. Small, "--seeds", "0,1", "--out", _folder.Path, "--json"]);
        Assert.Equal(Enumerable.Range(1, 4).Select(i => $"[{i}/4 "), json.Error.TrimEnd().Split('\n').Select(line => line[..5]));
        Assert.All(json.Error.TrimEnd().Split('\n'), line => Assert.EndsWith("done before", line, StringComparison.Ordinal));
        using var cells = JsonDocument.Parse(json.Out);
        Assert.Equal(
            File.ReadLines(_folder.File("comparison.csv")).Skip(1).Select(line => line.Split(',')[2]),
            cells.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("meanBestAccuracy").GetDouble().ToString("R")));
        Assert.Equal(0.95, cells.RootElement.GetProperty("confidence").GetDouble());
        AssertSameRows(_folder.File("pairs.csv"), cells.RootElement.GetProperty("pairs"));
        AssertSameRows(_folder.File("comparison.csv"), cells.RootElement.GetProperty("cells"));
        using var description = JsonDocument.Parse(File.ReadAllText(_folder.File("comparison.json")));
        Assert.True(JsonElement.DeepEquals(description.RootElement, cells.RootElement.GetProperty("compared")));
        Assert.Contains("<h2>Differences to ipfl</h2>", File.ReadAllText(_folder.File("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_audits_what_trades_whatever_algorithm_its_file_names()
    {
        var file = _folder.Write("c.toml", "algorithm = \"fedavg\"\n[market]\naudit = true\n");
        var run = CommandResult.Of([Small[0], file, .. Small[1..], "--seeds", "0", "--out", _folder.File("c"), "--quiet"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Single(Directory.GetFiles(_folder.File("c"), "audit.jsonl", SearchOption.AllDirectories), Path.Combine(_folder.File("c"), "ipfl", "seed-0", "audit.jsonl"));
    }

    [Fact]
    public void Another_reference_changes_the_differences_of_finished_cells()
    {
        Assert.Equal(0, CommandResult.Of([.. Small, "--seeds", "0,1", "--out", _folder.Path, "--quiet"]).ExitCode);
        var turned = CommandResult.Of([.. Small, "--seeds", "0,1", "--out", _folder.Path, "--quiet", "--against", "local"]);
        Assert.Contains("Difference to local, paired over 2 seeds", turned.Out, StringComparison.Ordinal);
        Assert.All(File.ReadLines(_folder.File("pairs.csv")).Skip(1), line => Assert.StartsWith("ipfl,local,", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_single_seed_is_said_to_give_no_interval()
    {
        var run = CommandResult.Of([.. Small, "--seeds", "3", "--out", _folder.Path, "--quiet"]);
        Assert.Contains("one seed gives no standard deviation and no interval", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("paired over", run.Out, StringComparison.Ordinal);
        Assert.All(File.ReadLines(_folder.File("pairs.csv")).Skip(1), line => Assert.Equal(["", "", ""], line.Split(',')[5..8]));
        using var json = JsonDocument.Parse(CommandResult.Of([.. Small, "--seeds", "3", "--out", _folder.Path, "--quiet", "--json"]).Out);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("pairs")[0].GetProperty("low95").ValueKind);
        Assert.DoesNotContain("±", run.Out, StringComparison.Ordinal);
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
    [InlineData("--algorithms", "ipfl,locl", "--algorithms: algorithm: found \"locl\"; allowed is one of ipfl, local, fedavg, fedprox, ditto, cfl, fedamp, fedfomo, pfedgraph, ipfl-mean, ipfl-evidence")]
    [InlineData("--algorithms", "ipfl,ipfl", "algorithms: found ipfl, ipfl; each may be named once")]
    [InlineData("--algorithms", ",", "algorithms: found none; at least one is needed")]
    [InlineData("--seeds", "0,x", "--seeds: found 'x'; allowed are whole numbers ≥ 0, separated by commas")]
    [InlineData("--seeds", "-1", "--seeds: found '-1'; allowed are whole numbers ≥ 0, separated by commas")]
    [InlineData("--seeds", "1,1", "seeds: found 1, 1; each may be named once")]
    [InlineData("--against", "local2", "--against: found 'local2'; allowed is one of the compared algorithms: ipfl, local, fedavg, fedprox, ditto, cfl, fedamp, fedfomo, pfedgraph")]
    public void Wrong_lists_are_refused(string option, string list, string answer)
    {
        Assert.Equal(answer, CommandResult.Of("compare", option, list, "--out", _folder.File("c")).Refusal());
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void It_says_what_was_compared_and_leads_to_the_reports_of_its_runs()
    {
        var run = CommandResult.Of([.. Small, "--seeds", "0,1", "--set", "market.lambda=0.5", "--out", _folder.Path, "--quiet"]);
        Assert.Contains("Compared            task demo, data fashion-mnist (embedded subset: 6000 + 1000 images), 2 participants, 1 round of 1 step, seeds 0, 1\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("Settings            participants = 2 (task: 10), rounds = 1 (task: 15), steps = 1 (task: 60), market.lambda = 0.5 (task: 0.001)\n", run.Out, StringComparison.Ordinal);
        var page = File.ReadAllText(_folder.File("report.html"));
        foreach (var shown in new[] { "<h1>Comparison of 2 algorithms on demo</h1>", "6000 + 1000 images", "<th scope=\"row\">market.lambda</th><td>0.5</td><td>0.001</td>", "1 round of 1 local step" })
            Assert.Contains(shown, page, StringComparison.Ordinal);
        foreach (var cell in new[] { "local/seed-0", "local/seed-1", "ipfl/seed-0", "ipfl/seed-1" })
        {
            Assert.Contains($"<a href=\"{cell}/report.html\">", page, StringComparison.Ordinal);
            Assert.True(File.Exists(_folder.File($"{cell}/report.html")));
        }
    }

    [Fact]
    public void A_further_algorithm_joins_those_of_the_folder()
    {
        Assert.Equal(0, CommandResult.Of([.. Small, "--seeds", "0", "--out", _folder.Path, "--quiet"]).ExitCode);
        string[] further = [.. Small[..^1], "fedavg", "--seeds", "0", "--out", _folder.Path, "--quiet"];
        var run = CommandResult.Of(further);
        foreach (var name in new[] { "fedavg", "ipfl", "local" }) Assert.Contains($"│ {name} ", run.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(CommandResult.Of([.. further, "--json"]).Out);
        Assert.Equal(["fedavg", "ipfl", "local"], json.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("algorithm").GetString()));
        Assert.Contains("Comparison of 3 algorithms", File.ReadAllText(_folder.File("report.html")), StringComparison.Ordinal);
    }

    /// <summary>Every number of the JSON has the name and the digits of its column.</summary>
    private static void AssertSameRows(string csv, JsonElement rows)
    {
        var lines = File.ReadAllLines(csv);
        var columns = lines[0].Split(',');
        Assert.Equal(lines.Length - 1, rows.GetArrayLength());
        foreach (var (line, row) in lines.Skip(1).Zip(rows.EnumerateArray()))
        {
            foreach (var property in row.EnumerateObject())
            {
                var field = line.Split(',')[Array.IndexOf(columns, property.Name)];
                Assert.Equal(field, property.Value.ValueKind == JsonValueKind.Number && field.Contains('.', StringComparison.Ordinal) ? property.Value.GetDouble().ToString("R") : property.Value.ToString());
            }
        }
    }
}
