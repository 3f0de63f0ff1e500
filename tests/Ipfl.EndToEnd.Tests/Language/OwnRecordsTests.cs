using System.Text.Json;

namespace Ipfl.EndToEnd.Tests.Language;

/// <summary>A user's own records and a base model that is made on the spot.</summary>
public sealed class OwnRecordsTests : IDisposable
{
    private static readonly string[] Task =
        ["--task", "instruct", "--data-dir", "records", "--set", "llm.model=base", "--set", "rounds=3", "--set", "steps=2", "--set", "batch_size=4", "--set", "llm.rank=2", "--set", "learning_rate=0.01"];

    private readonly TemporaryFolder _folder = new();

    public OwnRecordsTests()
    {
        Directory.CreateDirectory(_folder.File("records"));
        foreach (var (name, answer) in new[] { ("bank", "up"), ("clinic", "down"), ("shop", "flat") })
        {
            File.WriteAllLines(_folder.File($"records/{name}.jsonl"), Enumerable.Range(0, 20).Select(i =>
                JsonSerializer.Serialize(new { instruction = "Say where the number goes.", input = $"The number is {i}.", output = answer })));
        }

        var made = IpflProcess.Run(
            _folder, "llm", "pretrain", "--data", "records", "--out", "base", "--vocabulary", "300", "--width", "16", "--layers", "2", "--heads", "2", "--steps", "10", "--context", "64", "--batch-size", "2");
        Assert.True(made.ExitCode == 0, made.Error);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_file_is_a_participant_and_gets_an_adapter_that_generates()
    {
        var run = IpflProcess.Run(_folder, ["run", .. Task, "--out", "run"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches("instruct \\(54 \\+ 6 records.*\\), 3 participants", run.Error);
        Assert.Matches("base model .*base: .* of memory \\(.* weights, .* adapters, about .* for training steps\\)", run.Error);
        Assert.Contains("Evaluation loss", run.Out, StringComparison.Ordinal);
        foreach (var name in new[] { "bank", "clinic", "shop" })
        {
            Assert.Contains($"│ {name}", run.Out, StringComparison.Ordinal);
            Assert.Contains($"<th scope=\"row\">{name}</th>", File.ReadAllText(_folder.File("run/report.html")), StringComparison.Ordinal);
        }

        Assert.Contains("\"r\": 2", File.ReadAllText(_folder.File("run/models/shop/adapter_config.json")), StringComparison.Ordinal);
        var said = IpflProcess.Run(_folder, "llm", "generate", "--model", "base", "--adapter", "run/models/bank", "--template", "alpaca", "--prompt", "Say something.", "--max-tokens", "8");
        Assert.True(said.ExitCode == 0, said.Error);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void A_run_that_is_stopped_after_a_round_ends_with_the_same_numbers()
    {
        Assert.Equal(0, IpflProcess.Run(_folder, ["run", .. Task, "--out", "whole"]).ExitCode);
        var stopped = false;
        using (var process = IpflProcess.Start(_folder, (running, line) =>
        {
            if (stopped || !line.Contains("round 1/3", StringComparison.Ordinal)) return;
            stopped = true;
            running.Kill();
        }, ["run", .. Task, "--out", "broken"]))
        {
            process.Wait();
        }

        var resumed = IpflProcess.Run(_folder, "run", "--resume", "broken");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        foreach (var file in new[] { "rounds.jsonl", "models/bank/adapter_model.safetensors", "models/clinic/adapter_model.safetensors" })
            Assert.Equal(File.ReadAllBytes(_folder.File($"whole/{file}")), File.ReadAllBytes(_folder.File($"broken/{file}")));
    }

    [Theory]
    [InlineData("needs a base model: llm.model names a folder", "--set", "rounds=1")]
    [InlineData("participants is 5, but ", "--set", "llm.model=base", "--set", "participants=5")]
    [InlineData("no such file; a checkpoint is a folder with config.json", "--set", "llm.model=records")]
    [InlineData("this run needs ", "--set", "llm.model=base", "--set", "batch_size=1000000")]
    [InlineData("momentum has no effect on task instruct", "--set", "llm.model=base", "--set", "momentum=0.5")]
    [InlineData("template chat is the checkpoint's own; it needs a chat_template", "--set", "llm.model=base", "--set", "llm.template=chat")]
    public void What_cannot_be_run_ends_in_one_line_and_leaves_nothing(string answer, params string[] settings)
    {
        var run = IpflProcess.Run(_folder, ["run", "--task", "instruct", "--data-dir", "records", "--out", "none", .. settings]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(answer, Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("none")));
    }

    [Fact]
    public void A_missing_shard_is_named_before_anything_is_written()
    {
        File.Move(_folder.File("base/model.safetensors"), _folder.File("base/elsewhere"));
        File.WriteAllText(_folder.File("base/model.safetensors.index.json"), """{"weight_map": {"model.norm.weight": "model-00001-of-00002.safetensors"}}""");
        var run = IpflProcess.Run(_folder, ["run", .. Task, "--out", "none"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("model-00001-of-00002.safetensors", Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("none")));
    }
}
