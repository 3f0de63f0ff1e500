using System.Text.Json;

namespace Ipfl.EndToEnd.Tests;

/// <summary>Whole runs as a user starts them.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public void Whoever_asks_for_nothing_sees_models_help_and_one_that_pretends_earn_nothing()
    {
        var summary = Run();
        Assert.Equal(("showcase", "ipfl-evidence"), (summary.GetProperty("task").GetString(), summary.GetProperty("algorithm").GetString()));
        Assert.InRange(summary.GetProperty("realWelfare").GetDouble(), 1, double.MaxValue);
        Assert.InRange(summary.GetProperty("minUtility").GetDouble(), 0, double.MaxValue);
        var (incomes, benign) = (summary.GetProperty("incomes"), summary.GetProperty("incomes").GetProperty("benignIncome").GetDouble());
        Assert.True(benign > 0);
        Assert.Equal(0, Assert.Single(incomes.GetProperty("others").EnumerateArray()).GetProperty("income").GetDouble(), 0.05 * benign);
        var folder = _folder.File("runs/showcase-ipfl-evidence-seed0");
        AssertReport(folder);
        var report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.True(report.IndexOf("<h2>", StringComparison.Ordinal) is var first && report.IndexOf("paid", first, StringComparison.Ordinal) - first < 200);

        var local = Run("--task", "showcase", "--algorithm", "local", "--out", _folder.File("local"));
        Assert.True(summary.GetProperty("meanBestAccuracy").GetDouble() > local.GetProperty("meanBestAccuracy").GetDouble());
    }

    [Fact]
    [Trait("Category", "Long")]
    public void The_published_method_learns_from_the_embedded_data()
    {
        var summary = Run("--algorithm", "ipfl", "--out", _folder.File("demo"));
        Assert.True(summary.GetProperty("embeddedData").GetBoolean());
        Assert.InRange(summary.GetProperty("meanBestAccuracy").GetDouble(), 0.85, 1);
        Assert.InRange(summary.GetProperty("minUtility").GetDouble(), 0, double.MaxValue);
        Assert.Equal(10, summary.GetProperty("participants").GetArrayLength());
        AssertReport(_folder.File("demo"));
    }

    [Fact]
    public void Without_a_folder_results_go_below_runs()
    {
        Run("--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--seed", "4");
        AssertReport(_folder.File("runs/demo-ipfl-seed4"));
        Run("--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--seed", "4");
        AssertReport(_folder.File("runs/demo-ipfl-seed4-2"));
    }

    [Theory]
    [InlineData("fashion-niid", "fashion-mnist", 60_000)]
    [InlineData("fashion-cluster", "fashion-mnist", 60_000)]
    [InlineData("cifar10-skew", "cifar-10-batches-bin", 20_000)]
    public void A_task_runs_on_real_data(string task, string data, int images)
    {
        var summary = Run("--task", task, "--data-dir", SharedFolder.Data(data), "--set", "rounds=2", "--set", "steps=3", "--out", _folder.File("run"));
        Assert.False(summary.GetProperty("embeddedData").GetBoolean());
        Assert.Equal(images, summary.GetProperty("participants").EnumerateArray().Sum(participant => participant.GetProperty("samples").GetInt32()));
        Assert.Equal(10, summary.GetProperty("classNames").GetArrayLength());
        AssertReport(_folder.File("run"));
    }

    [Fact]
    public void Nothing_is_coloured_where_nobody_looks()
    {
        var run = IpflProcess.Run(_folder, "run", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--out", _folder.File("run"));
        var list = IpflProcess.Run(_folder, "data", "list");
        Assert.Equal((0, 0), (run.ExitCode, list.ExitCode));
        Assert.DoesNotContain('\u001b', run.Out + run.Error + list.Out + list.Error);
    }

    [Fact]
    public void Data_and_doctor_speak_JSON_too()
    {
        JsonElement Result(int exitCode, params string[] args)
        {
            var process = IpflProcess.Run(_folder, [.. args, "--json", "--data-dir", _folder.File("nothing-here")]);
            Assert.Equal((exitCode, ""), (process.ExitCode, process.Error));
            return JsonDocument.Parse(process.Out).RootElement;
        }

        var sets = Result(0, "data", "list").EnumerateArray().ToDictionary(set => set.GetProperty("name").GetString()!);
        Assert.True(sets["fashion-mnist"].GetProperty("downloadBytes").GetInt64() > 30_000_000);
        Assert.Equal(JsonValueKind.Null, sets["femnist"].GetProperty("downloadBytes").ValueKind);
        Assert.All(sets["cifar-10"].GetProperty("files").EnumerateArray(), file => Assert.Equal("missing", file.GetProperty("state").GetString()));
        Assert.Equal(4, Result(1, "data", "verify", "fashion-mnist").GetArrayLength());
        Assert.Contains(Result(0, "doctor").EnumerateArray(), finding => finding.GetProperty("what").GetString() == "native library" && finding.GetProperty("grade").GetString() is "good" or "note");
    }

    private static void AssertReport(string folder)
    {
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.OrdinalIgnoreCase);
        var figures = Directory.GetFiles(Path.Combine(folder, "figures"), "*.png");
        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.Equal([0x89, 0x50, 0x4E, 0x47], File.ReadAllBytes(figure)[..4]));
    }

    private JsonElement Run(params string[] args)
    {
        var run = IpflProcess.Run(_folder, ["run", "--json", .. args]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Out).RootElement;
    }
}
