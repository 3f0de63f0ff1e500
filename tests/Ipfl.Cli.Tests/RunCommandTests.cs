using System.Text.Json;

namespace Ipfl.Cli.Tests;

/// <summary>The smallest of runs on the embedded data: two participants, two rounds of one step.</summary>
public sealed class RunCommandTests : IDisposable
{
    private static readonly string[] Small = ["--set", "rounds=2", "--set", "steps=1", "--set", "participants=2"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_names_types_and_roles_where_there_are_any()
    {
        var run = CommandResult.OnScreen(["run", "--task", "demo", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=4", "--set", "behaviour.liars=0.25", "--quiet", "--out", _folder.File("run")]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("│ what ", run.Out, StringComparison.Ordinal);
        Assert.Equal((1, 3), (run.Out.Split("│ liar ").Length - 1, run.Out.Split("│ uniform").Length - 1));
        Assert.All(run.Out.Split('\n').Where(line => line.StartsWith('│')), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain("what", Run("--quiet").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_go_to_the_output_and_progress_to_the_error_stream()
    {
        var run = Run();
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["ipfl on demo: fashion-mnist (embedded subset: 6000 + 1000 images), 2 participants, 2 rounds of 1 steps → " + _folder.File("run"), "round 1/2", "round 2/2"],
            run.Error.TrimEnd().Split('\n').Select((line, i) => i == 0 ? line : line[..9]));
        Assert.DoesNotContain("round 1/2", run.Out, StringComparison.Ordinal);
        foreach (var shown in new[] { "p0", "p1", "Mean best accuracy", "Mean utility", "the small subset that ships with ipfl", _folder.File("run"), "report.html" })
            Assert.Contains(shown, run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out + run.Error);
    }

    [Theory]
    [InlineData("showcase", "ipfl-evidence", new string[0])]
    [InlineData("showcase", "ipfl-evidence", new[] { "--seed", "3", "--audit" })]
    [InlineData("demo", "ipfl", new[] { "--algorithm", "ipfl" })]
    [InlineData("showcase", "local", new[] { "--algorithm", "local", "--task", "showcase" })]
    public async Task Whoever_asks_for_nothing_gets_the_showcase(string task, string algorithm, string[] args)
    {
        using var stop = new CancellationTokenSource();
        var config = _folder.File("run/config.toml");
        var running = Task.Run(() => CommandResult.Of(stop.Token, ["run", .. args, "--out", _folder.File("run")]));
        while (!File.Exists(config) && !running.IsCompleted) await Task.Delay(10);
        await stop.CancelAsync();
        Assert.Equal(130, (await running).ExitCode);
        Assert.Contains($"\ntask = \"{task}\"\nalgorithm = \"{algorithm}\"\n", await File.ReadAllTextAsync(config), StringComparison.Ordinal);
    }

    [Fact]
    public void Preparation_stops_when_asked_to()
    {
        var run = CommandResult.Of(new CancellationToken(canceled: true), "run", "--set", "partition.kind=cluster", "--set", "participants=300", "--set", "partition.clusters=3", "--set", "partition.beta=0.05", "--set", "partition.within=0.05", "--out", _folder.File("run"));
        Assert.Equal((130, ""), (run.ExitCode, run.Out));
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact]
    public void Quiet_says_nothing_but_results()
    {
        var run = Run("--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Mean best accuracy", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_on_a_GPU_that_has_gone_says_where_to_choose_another_device()
    {
        Run();
        var config = Path.Combine(_folder.File("run"), "config.toml");
        File.Delete(Path.Combine(_folder.File("run"), "summary.json"));
        File.WriteAllText(config, "device = \"cuda:999\"\n" + File.ReadAllText(config));
        var resumed = CommandResult.Of("run", "--resume", _folder.File("run"));
        Assert.Equal(2, resumed.ExitCode);
        Assert.StartsWith($"ipfl: {config}: device: found cuda:999", resumed.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', resumed.Error.TrimEnd());
    }

    [Fact]
    public void Verbose_says_where_the_time_went()
    {
        var run = Run("--verbose");
        Assert.Equal(2, run.Error.Split('\n').Count(line => line.StartsWith("  training ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Json_prints_the_summary_alone()
    {
        var run = Run("--json", "--algorithm", "local", "--seed", "3");
        using var printed = JsonDocument.Parse(run.Out);
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.File("run"), "summary.json")));
        Assert.True(JsonElement.DeepEquals(written.RootElement, printed.RootElement));
        Assert.Equal(("local", 3), (printed.RootElement.GetProperty("algorithm").GetString(), printed.RootElement.GetProperty("seed").GetInt32()));
        Assert.Equal(2, printed.RootElement.GetProperty("participants").GetArrayLength());
    }

    [Fact]
    public void A_file_yields_to_set_and_set_to_options()
    {
        var file = _folder.Write("c.toml", "rounds = 3\nseed = 1\nalgorithm = \"fedavg\"\n");
        var run = CommandResult.Of(["run", file, .. Small, "--set", "seed=2", "--set", "algorithm=ipfl", "--algorithm", "local", "--out", _folder.File("run")]);
        Assert.Equal(0, run.ExitCode);
        var config = File.ReadAllText(Path.Combine(_folder.File("run"), "config.toml"));
        foreach (var line in new[] { "rounds = 2\n", "seed = 2\n", "algorithm = \"local\"\n" }) Assert.Contains(line, config, StringComparison.Ordinal);
    }

    [Fact]
    public void An_audit_says_whom_which_lie_would_have_paid_and_is_said_again_on_resuming()
    {
        var run = Run("--audit");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("audit = true\n", File.ReadAllText(Path.Combine(_folder.File("run"), "config.toml")), StringComparison.Ordinal);
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.File("run"), "summary.json")));
        foreach (var (label, name) in new[] { ("A false cost       ", "cost"), ("False samples      ", "samples"), ("A false gain scale ", "gainScale") })
        {
            var found = summary.RootElement.GetProperty("audit").GetProperty(name);
            var said = Assert.Single(run.Out.Split('\n'), line => line.StartsWith(label, StringComparison.Ordinal));
            Assert.EndsWith(
                found.GetProperty("rounds").GetInt32() == 0
                    ? " would have paid nobody in any round"
                    : $" would have paid {found.GetProperty("participants")} of 2 in {found.GetProperty("rounds")} of 2 rounds, at most {found.GetProperty("maxRegret").GetDouble():F4} ({found.GetProperty("participant")}, round {found.GetProperty("round")})",
                said,
                StringComparison.Ordinal);
        }

        Assert.Contains("Could lying have paid?", File.ReadAllText(Path.Combine(_folder.File("run"), "report.html")), StringComparison.Ordinal);
        Assert.Equal(run.Out, CommandResult.Of("run", "--resume", _folder.File("run")).Out);
    }

    [Fact]
    public void Without_an_audit_nothing_is_said_of_lies()
    {
        var run = Run("--verbose");
        Assert.DoesNotContain("would have paid", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("audit", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, CommandResult.Of(["run", .. Small, "--audit", "--verbose", "--out", _folder.File("audited")]).Error.Split("audit ").Length - 1);
    }

    [Theory]
    [InlineData("--audit: market.audit has no effect on algorithm fedavg, which does not trade; remove it or choose one that trades", "--audit", "--algorithm", "fedavg")]
    [InlineData("--set: market.audit has no effect on algorithm local, which does not trade; remove it or choose one that trades", "--set", "market.audit=true", "--algorithm", "local")]
    public void An_audit_without_effect_is_refused(string answer, params string[] words)
    {
        Assert.Equal(answer, CommandResult.Of(["run", .. words, "--out", _folder.File("run")]).Refusal());
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void A_resumed_run_keeps_its_own_audits()
    {
        Run();
        Assert.StartsWith("--resume: found further settings", CommandResult.Of("run", "--resume", _folder.File("run"), "--audit").Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_says_how_to_go_on_and_goes_on()
    {
        var whole = Run();
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var folder = _folder.File("other");
        var run = CommandResult.Of(stopped.Token, ["run", .. Small, "--out", folder]);
        Assert.Equal((130, ""), (run.ExitCode, run.Out));
        Assert.EndsWith($"Interrupted; the last whole round is saved. Continue with: ipfl run --resume {folder}\n", run.Error, StringComparison.Ordinal);

        Assert.Equal(0, CommandResult.Of("run", "--resume", folder).ExitCode);
        Assert.Equal(File.ReadAllText(Path.Combine(_folder.File("run"), "rounds.jsonl")), File.ReadAllText(Path.Combine(folder, "rounds.jsonl")));
        Assert.Equal(0, whole.ExitCode);
    }

    [Fact]
    public void Resuming_a_finished_run_prints_its_results_again()
    {
        var run = Run();
        var again = CommandResult.Of("run", "--resume", _folder.File("run"));
        Assert.Equal((0, run.Out), (again.ExitCode, again.Out));
        Assert.Equal($"The run in {_folder.File("run")} is finished; there is nothing left to do.\n", again.Error);
    }

    [Fact]
    public void A_run_that_diverges_fails_with_one_line_and_verbose_shows_where()
    {
        string[] args = ["run", .. Small, "--set", "learning_rate=1e30", "--set", "steps=5", "--out"];
        var failed = CommandResult.Of([.. args, _folder.File("a"), "--quiet"]);
        Assert.Equal((1, ""), (failed.ExitCode, failed.Out));
        Assert.StartsWith("ipfl: training diverged", failed.Error, StringComparison.Ordinal);
        Assert.Single(failed.Error.TrimEnd().Split('\n'));
        Assert.Contains("   at Ipfl.", CommandResult.Of([.. args, _folder.File("b"), "--verbose"]).Error, StringComparison.Ordinal);
    }

    private CommandResult Run(params string[] more) => CommandResult.Of(["run", .. Small, .. more, "--out", _folder.File("run")]);
}
