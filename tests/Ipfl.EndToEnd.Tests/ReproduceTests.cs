using System.Text.Json;
using Ipfl.Learning;
using Ipfl.Simulation;

namespace Ipfl.EndToEnd.Tests;

/// <summary>The paper's comparisons by name, in small.</summary>
public sealed class ReproduceTests : IDisposable
{
    private static readonly string[] Small = ["--set", "rounds=1", "--set", "steps=1"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Utility_after_performance_runs_nothing()
    {
        string[] words = ["--tasks", "fashion-niid", "--algorithms", "ipfl,local", .. Small];
        var performance = IpflProcess.Run(_folder, ["reproduce", "performance", .. words]);
        Assert.True(performance.ExitCode == 0, performance.Error);
        var (before, times) = (_folder.Content(), Times());
        var utility = IpflProcess.Run(_folder, ["reproduce", "utility", .. words]);
        Assert.True(utility.ExitCode == 0, utility.Error);
        Assert.Contains("[task 1/1 fashion-niid] done before\n", utility.Error, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Content().Intersect(before));
        Assert.Equal(times, Times().Intersect(times));
        Assert.Equal(
            ["figures/utility.png", "utility.csv", "utility.html", "utility.json", "utility.tex"],
            _folder.Names().Where(name => !before.Any(line => line.StartsWith(_folder.File(name) + " ", StringComparison.Ordinal)))
                .Select(name => name["runs/reproduce-quick/".Length..]));
    }

    [Fact]
    public void Tasks_without_data_are_left_out_and_said_to_be()
    {
        var run = IpflProcess.Run(_folder, ["reproduce", "performance", "--tasks", "shakespeare,fashion-skew,cifar10-niid", "--algorithms", "local", "--out", "all", .. Small]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches("^Left out: cifar10-niid \\(.*'ipfl data fetch cifar-10'.*\\)\nLeft out: shakespeare \\(.*'ipfl data fetch shakespeare'.*\\)\nOn the embedded subset: fashion-skew ", run.Error);
        Assert.Contains("Left out            cifar10-niid, shakespeare", run.Out, StringComparison.Ordinal);
        var page = System.Net.WebUtility.HtmlDecode(File.ReadAllText(_folder.File("all/performance.html")));
        foreach (var said in new[] { "ipfl data fetch cifar-10", "ipfl data fetch shakespeare", "*: fashion-skew ran on the small data set" }) Assert.Contains(said, page, StringComparison.Ordinal);

        var none = IpflProcess.Run(_folder, "reproduce", "performance", "--tasks", "cifar10-niid");
        Assert.Equal((2, ""), (none.ExitCode, none.Out));
        Assert.Single(none.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void An_interrupted_reproduction_goes_on_and_ends_the_same()
    {
        string[] Words(string folder) =>
            ["reproduce", "performance", "--tasks", "fashion-niid,fashion-skew", "--algorithms", "ipfl,local", "--set", "rounds=24", "--set", "steps=2", "--set", "participants=4", "--out", _folder.File(folder)];
        using var process = IpflProcess.Start(
            _folder, (self, line) => { if (line.StartsWith("[task 2/2 fashion-skew, 1/2 ipfl seed 0] round 1/24", StringComparison.Ordinal)) self.Interrupt(); }, Words("stopped"));
        var interrupted = process.Wait();
        Assert.Equal((130, ""), (interrupted.ExitCode, interrupted.Out));
        Assert.EndsWith("\nInterrupted; whole rounds are saved. Continue with the same command.\n", interrupted.Error, StringComparison.Ordinal);

        var report = IpflProcess.Run(_folder, "report", "stopped");
        Assert.True(report.ExitCode == 0, report.Error);
        Assert.Contains("not finished and left out below: ipfl with seed 0; local with seed 0", File.ReadAllText(_folder.File("stopped/performance.html")), StringComparison.Ordinal);

        var resumed = IpflProcess.Run(_folder, Words("stopped"));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("[task 1/2 fashion-niid] done before\n", resumed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("[task 2/2 fashion-skew, 1/2 ipfl seed 0] round 1/24", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(0, IpflProcess.Run(_folder, Words("undisturbed")).ExitCode);
        foreach (var file in new[] { "performance.csv", "performance.tex", "figures/performance.png" })
            Assert.Equal(File.ReadAllBytes(_folder.File($"undisturbed/{file}")), File.ReadAllBytes(_folder.File($"stopped/{file}")));
    }

    /// <summary>Every task and every algorithm, each on a small part of its data.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void All_tasks_with_all_algorithms()
    {
        using TemporaryFolder data = new(), leaf = new();
        var folder = SmallData.Write(data, leaf);
        string[] smaller = [.. Small, "--set", "batch_size=8"];
        var run = IpflProcess.Run(_folder, ["reproduce", "performance", "--data-dir", folder, "--out", "all", "--json", .. smaller]);
        Assert.True(run.ExitCode == 0, run.Error);
        using var json = JsonDocument.Parse(run.Out);
        var leftOut = json.RootElement.GetProperty("leftOut").EnumerateArray().Select(task => task.GetProperty("task").GetString()).ToArray();
        Assert.All(leftOut, task => Assert.False(Directory.Exists(SharedFolder.Data(TaskCatalogue.Find(task!).DataSet)), $"{task} has its data, but was left out"));
        Assert.Equal(
            Reproduction.AllTasks.Select(task => task.Id).Except(leftOut).SelectMany(task => AlgorithmCatalogue.Published.Select(algorithm => $"{task} {algorithm}")),
            json.RootElement.GetProperty("rows").EnumerateArray().Select(row => $"{row.GetProperty("task").GetString()} {row.GetProperty("algorithm").GetString()}"));
        Assert.All(
            json.RootElement.GetProperty("rows").EnumerateArray(),
            row => Assert.InRange(row.GetProperty("meanBestAccuracy").GetProperty("mean").GetDouble(), 0, 1));

        var utility = IpflProcess.Run(_folder, ["reproduce", "utility", "--data-dir", folder, "--out", "all", .. smaller]);
        Assert.True(utility.ExitCode == 0, utility.Error);
        Assert.DoesNotContain("round 1/1", utility.Error, StringComparison.Ordinal);
    }

    private string[] Times() => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order().Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}")];
}
