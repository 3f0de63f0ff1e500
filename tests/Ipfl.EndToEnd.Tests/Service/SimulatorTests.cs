using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>The same seed through the simulator and through the service: one core decides both.</summary>
public sealed class SimulatorTests
{
    private const int Participants = 10;
    private const int Rounds = 3;
    private static readonly string[] Settings = ["--task", "demo", "--set", "steps=8", "--set", "seed=3"];

    [Fact]
    [Trait("Category", "Long")]
    public async Task Ten_agents_come_to_the_graph_the_payments_and_the_accuracies_of_a_simulation()
    {
        using var market = new ServedMarket();
        var simulated = Simulate(market.Folder);
        market.CreateMarket([.. Settings, .. ServedMarket.PublishedTerms, "--rounds", $"{Rounds}", "--max-distance", "1"]);
        string[] names = [.. Enumerable.Range(0, Participants).Select(i => $"p{i}")];
        for (var i = 0; i < Participants; i++) market.Enrol(names[i], Configuration(i));
        market.StartAndReport(names);
        market.Open();
        foreach (var name in names) Assert.Equal(0, market.Ended(name).ExitCode);

        await using var db = market.Database();
        var traded = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            var expected = simulated[round - 1];
            var entries = await db.Entries.AsNoTracking().Where(row => row.Round == round).OrderBy(row => row.Participant).ToListAsync();
            Assert.Equal(expected.GetProperty("participants").EnumerateArray().Select(row => row.GetProperty("accuracy").GetDouble()), entries.Select(row => row.Accuracy!.Value));
            Assert.Equal(expected.GetProperty("participants").EnumerateArray().Select(row => row.GetProperty("utility").GetDouble()), entries.Select(row => row.Utility));
            var trades = await db.Trades.AsNoTracking().Where(row => row.Round == round).OrderBy(row => row.Buyer).ThenBy(row => row.Seller).ToListAsync();
            Assert.Equal(
                expected.GetProperty("edges").EnumerateArray().Select(edge => (edge.GetProperty("buyer").GetString(), edge.GetProperty("seller").GetString(), edge.GetProperty("payment").GetDouble())),
                trades.Select(row => ((string?)names[row.Buyer], (string?)names[row.Seller], row.Payment)));
            Assert.All(entries, entry => Assert.True(entry.Utility >= 0));
            traded += trades.Count;
        }

        Assert.NotEqual(0, traded);
        Assert.Contains("good", market.VerifyLedger().Out);
        market.StopServer();
    }

    private static JsonElement[] Simulate(TemporaryFolder folder)
    {
        var run = IpflProcess.Run(folder, ["run", .. Settings, "--set", $"rounds={Rounds}", "--set", "market.mechanism=vcg", "--set", "market.max_distance=1", "--out", "simulated"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. File.ReadLines(folder.File("simulated/rounds.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static string Configuration(int participant) =>
        $"""
        [data]
        set = "fashion-mnist"
        partition = "../simulated/partition.json"
        participant = {participant}
        """;
}
