using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>A market for adapters of a language model: three agents with records of their own, and the simulator with the same.</summary>
[Trait("Category", "Long")]
public sealed class AdapterMarketTests
{
    private const int Rounds = 2;
    private static readonly string[] Names = ["p0", "p1", "p2"];
    private static readonly string[] Settings =
    [
        "--task", "instruct", "--set", "llm.model=base", "--set", "llm.rank=4", "--set", "llm.alpha=8", "--set", "steps=6", "--set", "batch_size=4",
        "--set", "learning_rate=0.01", "--set", "seed=3",
    ];

    [Fact]
    public async Task Three_agents_trade_adapters_and_come_to_what_a_simulation_comes_to()
    {
        using var market = new ServedMarket();
        TinyBaseModel.Make(market.Folder.File("base"));
        for (var i = 0; i < Names.Length; i++) market.Folder.Write($"records/{Names[i]}.jsonl", TinyBaseModel.Lines(i));
        var simulated = Simulate(market.Folder);

        market.CreateMarket([.. Settings, .. ServedMarket.PublishedTerms, "--rounds", $"{Rounds}", "--max-distance", "2"]);
        foreach (var name in Names) market.Enrol(name, Configuration(name));
        market.StartAndReport(Names);
        market.Open();
        foreach (var name in Names) Assert.Equal(0, market.Ended(name).ExitCode);

        await using var db = market.Database();
        var traded = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            var expected = simulated[round - 1];
            var entries = await db.Entries.AsNoTracking().Where(row => row.Round == round).OrderBy(row => row.Participant).ToListAsync();
            Assert.Equal(Of(expected, "accuracy"), entries.Select(row => row.Accuracy!.Value));
            Assert.Equal(Of(expected, "utility"), entries.Select(row => row.Utility));
            traded += await db.Trades.CountAsync(row => row.Round == round);
        }

        Assert.NotEqual(0, traded);
        foreach (var name in Names) AssertAdapter(market, name);
        market.StopServer();
    }

    [Fact]
    public void An_agent_with_another_base_model_is_refused_before_it_reports()
    {
        using var market = new ServedMarket();
        TinyBaseModel.Make(market.Folder.File("base"));
        TinyBaseModel.Make(market.Folder.File("wide"), width: 64);
        Assert.Contains(
            "lora_A.weight of shape [4, 32], but lora has it of shape [4, 64]; llm.model must be the market's base model, base, and", Refused(market, "wide"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_with_other_numbers_in_its_base_model_is_refused_before_it_reports()
    {
        using var market = new ServedMarket();
        TinyBaseModel.Make(market.Folder.File("base"));
        TinyBaseModel.Make(market.Folder.File("tuned"));
        var weights = market.Folder.File("tuned/model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Assert.Matches($"adapts base of digest {Digest("base")}; .*tuned has the same sizes but digest {Digest("tuned")}: another model, or", Refused(market, "tuned"));

        string Digest(string model)
        {
            var shown = IpflProcess.Run(market.Folder, "llm", "show", model, "--digest").Out.TrimEnd().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(("digest", 64), (shown[0], shown[1].Length));
            return shown[1];
        }
    }

    /// <summary>The error of an agent with that base model, which must not have reported before it.</summary>
    private static string Refused(ServedMarket market, string model)
    {
        market.Folder.Write("records/p0.jsonl", TinyBaseModel.Lines(0));
        market.CreateMarket([.. Settings]);
        market.Enrol("p0", Configuration("p0").Replace("../base", $"../{model}", StringComparison.Ordinal));
        market.StartAgent("p0");
        var ended = market.Ended("p0");
        market.StopServer();
        Assert.NotEqual(0, ended.ExitCode);
        Assert.DoesNotContain("reported", ended.Error, StringComparison.Ordinal);
        return ended.Error;
    }

    /// <summary>What the last round left is what the simulator's participant has, in PEFT's layout.</summary>
    private static void AssertAdapter(ServedMarket market, string name)
    {
        string[] files = ["adapter_model.safetensors", "adapter_config.json"];
        foreach (var file in files)
        {
            var simulated = Directory.GetFiles(market.Folder.File("simulated"), file, SearchOption.AllDirectories).Single(path => Path.GetFileName(Path.GetDirectoryName(path)) == name);
            Assert.Equal(File.ReadAllBytes(simulated), File.ReadAllBytes(market.RoundFile(name, Rounds, $"adapter/{file}")));
        }
    }

    private static JsonElement[] Simulate(TemporaryFolder folder)
    {
        var run = IpflProcess.Run(
            folder, ["run", .. Settings, "--set", "data_dir=records", "--set", "llm.max_tokens=200", "--set", $"rounds={Rounds}", "--set", "market.mechanism=vcg", "--set", "market.max_distance=2", "--out", "simulated"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. File.ReadLines(folder.File("simulated/rounds.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static IEnumerable<double> Of(JsonElement round, string number) => round.GetProperty("participants").EnumerateArray().Select(row => row.GetProperty(number).GetDouble());

    private static string Configuration(string name) =>
        $"""
        [data]
        instructions = "../records/{name}.jsonl"

        [report]
        gain_scale = 20000

        [llm]
        model = "../base"
        max_tokens = 200
        """;
}
