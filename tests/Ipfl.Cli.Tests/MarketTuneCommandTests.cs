using System.Text.Json;

namespace Ipfl.Cli.Tests;

public sealed class MarketTuneCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Market_files_are_tuned_on()
    {
        var market = SampleMarket.Write(_folder);
        var shown = CommandResult.Of("market", "tune", "--in", market, market);
        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.Contains("2 rounds under other terms, means per round", shown.Out, StringComparison.Ordinal);
        Assert.Contains("\nRecommended:\n  mechanism clock: marginal ", shown.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(CommandResult.Of("market", "tune", "--in", market, "--json").Out);
        Assert.Equal(1, json.RootElement.GetProperty("rounds").GetInt32());
        Assert.Equal(15, json.RootElement.GetProperty("results").GetArrayLength());
        Assert.Equal("clock", json.RootElement.GetProperty("recommendation").GetProperty("mechanism").GetString());
    }

    [Fact]
    public void A_run_counts_with_what_its_trades_brought()
    {
        var market = File.ReadAllText(SampleMarket.Write(_folder));
        Directory.CreateDirectory(_folder.File("run/markets"));
        File.WriteAllText(_folder.File("run/markets/round-0001.json"), market);
        File.WriteAllText(_folder.File("run/markets/round-0002.json"), market);
        File.WriteAllText(
            _folder.File("run/rounds.jsonl"),
            string.Concat(Enumerable.Range(1, 2).Select(round => $"{{\"round\": {round}, \"edges\": [{string.Join(", ", Edges())}]}}\n")));
        using var json = JsonDocument.Parse(CommandResult.Of("market", "tune", "--in", _folder.File("run"), "--json").Out);
        foreach (var result in json.RootElement.GetProperty("results").EnumerateArray())
        {
            Assert.Equal(1, result.GetProperty("known").GetDouble());
            Assert.True(result.GetProperty("realWelfare").GetDouble() < result.GetProperty("welfare").GetDouble());
        }

        // Nothing that is sold is worth anything, so that costs are all that is left.
        static IEnumerable<string> Edges() => Enumerable.Range(0, 9).SelectMany(
            i => Enumerable.Range(0, 9).Where(j => j != i).Select(j => $"{{\"buyer\": \"p{i}\", \"seller\": \"p{j}\", \"realised\": 0.0}}"));
    }

    [Fact]
    public void What_cannot_be_tuned_on_is_one_line()
    {
        Directory.CreateDirectory(_folder.File("empty"));
        Assert.Equal(
            $"{_folder.File("empty")}: found no markets/round-*.json; allowed are market files and folders of runs with market.record = true, whose algorithm trades",
            CommandResult.Of("market", "tune", "--in", _folder.File("empty")).Refusal());
        Assert.Equal($"{_folder.File("none.json")}: no such file", CommandResult.Of("market", "tune", "--in", _folder.File("none.json")).Refusal());
        Directory.CreateDirectory(_folder.File("run/markets"));
        File.WriteAllText(_folder.File("run/markets/round-0001.json"), File.ReadAllText(SampleMarket.Write(_folder)));
        File.WriteAllText(_folder.File("run/rounds.jsonl"), "{\"round\": 1}\n");
        Assert.StartsWith($"{_folder.File("run/rounds.jsonl")}: line 1 is no record of a round (", CommandResult.Of("market", "tune", "--in", _folder.File("run")).Refusal(), StringComparison.Ordinal);
    }
}
