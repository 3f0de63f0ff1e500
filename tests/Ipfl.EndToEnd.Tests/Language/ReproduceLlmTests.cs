using System.Text.Json;

namespace Ipfl.EndToEnd.Tests.Language;

/// <summary>The reproduction on language models, at its quick scale, on real records.</summary>
[Trait("Category", "Long")]
public sealed class ReproduceLlmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everybody_learns_the_market_helps_and_prefers_records_of_the_same_source()
    {
        var data = SharedFolder.Data("instruct");
        var run = IpflProcess.Run(_folder, "reproduce", "llm", "--data-dir", data, "--out", "out", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        using var json = JsonDocument.Parse(run.Out);
        var outcomes = json.RootElement.GetProperty("outcomes").EnumerateArray().ToDictionary(outcome => outcome.GetProperty("algorithm").GetString()!);
        double Of(string algorithm, string name) => outcomes[algorithm].GetProperty(name).GetDouble();
        Assert.True(Of("ipfl", "meanEvaluationLoss") <= Of("local", "meanEvaluationLoss"), run.Out);
        Assert.True(Of("ipfl", "minUtility") >= 0, run.Out);
        Assert.True(Of("ipfl", "tradesWithin") > Of("ipfl", "tradesAcross"), run.Out);

        foreach (var algorithm in new[] { "ipfl", "local" })
        {
            var rounds = File.ReadAllLines(_folder.File($"out/llm/mixed-finance/{algorithm}/seed-0/rounds.jsonl"));
            var (first, last) = (Losses(rounds[0]), Losses(rounds[^1]));
            Assert.Equal(6, first.Length);
            Assert.All(first.Zip(last), pair => Assert.True(pair.Second < pair.First, $"{algorithm}: {pair.First} to {pair.Second}"));
        }

        Assert.True(File.Exists(_folder.File("out/llm/mixed-finance/report.html")));
        string[] desks = ["fiqa-1", "fiqa-2", "tfns-1", "tfns-2", "nwgi-1", "nwgi-2"];
        foreach (var desk in desks) Assert.True(File.Exists(_folder.File($"out/llm/mixed-finance/ipfl/seed-0/models/{desk}/adapter_model.safetensors")), desk);

        var again = IpflProcess.Run(_folder, "reproduce", "llm", "--data-dir", data, "--out", "out", "--json");
        Assert.Equal((0, run.Out), (again.ExitCode, again.Out));
        Assert.Contains("done before", again.Error, StringComparison.Ordinal);
    }

    private static double[] Losses(string round)
    {
        using var line = JsonDocument.Parse(round);
        return [.. line.RootElement.GetProperty("participants").EnumerateArray().Select(participant => participant.GetProperty("evaluationLoss").GetDouble())];
    }
}
