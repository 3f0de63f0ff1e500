using System.Text.Json;

namespace Ipfl.Simulation.Tests.Comparing;

/// <summary>A comparison's folder outlives the command that began it: others add cells to it, at other times or at the same one.</summary>
public sealed class ComparisonFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_command_with_fewer_cells_leaves_the_tables_whole()
    {
        Compare(["ipfl", "local"], [0, 1]);
        Compare(["fedavg"], [1]);
        Assert.Equal(["fedavg,1", "ipfl,1", "ipfl,0", "local,1", "local,0"], Rows());
        Assert.Equal(
            ["fedavg,ipfl,meanBestAccuracy,1", "fedavg,ipfl,meanUtility,1", "local,ipfl,meanBestAccuracy,2", "local,ipfl,meanUtility,2"],
            File.ReadLines(_folder.File("pairs.csv")).Skip(1).Select(row => string.Join(',', row.Split(',')[..4])));
        Assert.Equal(["fedavg", "ipfl", "local"], Description().GetProperty("algorithms").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("ipfl", Description().GetProperty("reference").GetString());
        foreach (var algorithm in new[] { "ipfl", "local", "fedavg" }) Assert.Contains($"\n{algorithm} & $", File.ReadAllText(_folder.File("comparison.tex")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_commands_at_once_end_with_the_cells_of_both()
    {
        for (var turn = 0; turn < 5; turn++)
        {
            var folder = _folder.File($"turn{turn}");
            await Task.WhenAll(new[] { "local", "fedavg" }.Select(name => Task.Run(() => Compare([name], [0], folder))));
            Assert.Equal(["fedavg,0", "local,0"], Rows(folder).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Cells_that_are_not_asked_for_are_of_the_same_configuration_too()
    {
        Compare(["local"], [0]);
        var message = Message.Of(() => Comparison.Plan(Config(("steps", 2L)), ["ipfl"], [0], _folder.Path));
        Assert.Equal($"{_folder.File("local/seed-0")}: was run with another configuration (steps is 1 there, not 2); choose another folder with --out, or remove this one", message);
    }

    [Fact]
    public void It_says_what_was_compared()
    {
        Compare(["ipfl", "local"], [0, 1]);
        var description = Description();
        Assert.Equal(("demo", 3, 1, 1), (description.GetProperty("task").GetString(), Whole("participants"), Whole("rounds"), Whole("steps")));
        var data = description.GetProperty("data");
        Assert.Equal(("fashion-mnist", 6000, 1000), (data.GetProperty("name").GetString(), data.GetProperty("trainingSamples").GetInt32(), data.GetProperty("testSamples").GetInt32()));
        Assert.Equal("fashion-mnist (embedded subset: 6000 + 1000 images)", data.GetProperty("description").GetString());
        Assert.Matches("^[0-9a-f]{64}$", data.GetProperty("sha256").GetString());
        Assert.Equal(
            ["participants 3 10", "rounds 1 15", "steps 1 60", "batch_size 8 64", "partition.beta 1.0 0.1"],
            description.GetProperty("settings").EnumerateArray().Select(s => $"{s.GetProperty("key")} {s.GetProperty("value")} {s.GetProperty("standard")}"));
        foreach (var row in File.ReadLines(_folder.File("comparison.csv")).Skip(1))
            Assert.EndsWith($",demo,fashion-mnist (embedded subset: 6000 + 1000 images),6000,1000,{data.GetProperty("sha256")},3,1,1,participants = 3; rounds = 1; steps = 1; batch_size = 8; partition.beta = 1.0", row, StringComparison.Ordinal);
        var tex = File.ReadAllText(_folder.File("comparison.tex"));
        Assert.Contains("task demo, data fashion-mnist (embedded subset: 6000 + 1000 images), 3 participants, 1 round of 1 step, seeds 0, 1; participants = 3 (task: 10), ", tex, StringComparison.Ordinal);
        Assert.Contains("batch\\_size = 8 (task: 64)", tex, StringComparison.Ordinal);

        int Whole(string name) => description.GetProperty(name).GetInt32();
    }

    [Fact]
    public void One_seed_has_no_deviation_in_any_table()
    {
        Compare(["ipfl", "local"], [4]);
        Assert.DoesNotContain("\\pm", File.ReadAllText(_folder.File("comparison.tex")), StringComparison.Ordinal);
        Assert.DoesNotContain("mathbf", File.ReadAllText(_folder.File("comparison.tex")), StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_that_were_run_on_other_data_are_refused()
    {
        Compare(["local"], [0]);
        var summary = _folder.File("local/seed-0/summary.json");
        File.WriteAllText(summary, File.ReadAllText(summary).Replace("\"sha256\": \"", "\"sha256\": \"0", StringComparison.Ordinal));
        var message = Message.Of(() => Compare(["ipfl"], [0]));
        Assert.StartsWith($"{_folder.File("local/seed-0")}: was run on other data (fashion-mnist (embedded subset: 6000 + 1000 images)) than there are now", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("ipfl")));
    }

    private static ExperimentConfig Config(params (string, object)[] values) => SmallFederation.Config([("participants", 3L), ("rounds", 1L), ("steps", 1L), .. values]);

    private void Compare(string[] algorithms, long[] seeds, string? folder = null) =>
        Comparison.Plan(Config(), algorithms, seeds, folder ?? _folder.Path).Run(new Watcher(), new SteppingClock(), CancellationToken.None);

    private string[] Rows(string? folder = null) =>
        [.. File.ReadLines(Path.Combine(folder ?? _folder.Path, "comparison.csv")).Skip(1).Select(row => string.Join(',', row.Split(',')[..2]))];

    private JsonElement Description() => JsonDocument.Parse(File.ReadAllText(_folder.File("comparison.json"))).RootElement;
}
