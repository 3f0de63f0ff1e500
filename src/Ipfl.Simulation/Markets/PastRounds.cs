using System.Globalization;
using System.Text.Json;
using Ipfl.Market;
using Ipfl.Market.Tuning;

namespace Ipfl.Simulation;

/// <summary>Reads rounds to tune on: market files, and folders of runs that recorded theirs (<c>market.record</c>).</summary>
public static class PastRounds
{
    /// <summary>Reads one market file, or all rounds of a run's folder, with what its trades turned out to be worth where <c>rounds.jsonl</c> tells.</summary>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is neither, in one line.</exception>
    public static IReadOnlyList<PastRound> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path)) return [new(MarketFile.Read(path), new Dictionary<(int, int), double>())];
        var folder = new RunFolder(path);
        string[] files = Directory.Exists(folder.Markets) ? [.. Directory.GetFiles(folder.Markets, "round-*.json").Order(StringComparer.Ordinal)] : [];
        if (files.Length == 0)
            throw new InvalidDataException($"{path}: found no {RunFolder.MarketsName}/round-*.json; allowed are market files and folders of runs with market.record = true, whose algorithm trades");
        var realised = Realised(folder.Rounds);
        return [.. files.Select(file => Round(file, realised))];
    }

    private static PastRound Round(string file, Dictionary<int, Dictionary<(string Buyer, string Seller), double>> realised)
    {
        var market = MarketFile.Read(file);
        if (!int.TryParse(Path.GetFileNameWithoutExtension(file).AsSpan("round-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !realised.TryGetValue(number, out var trades))
            return new(market, new Dictionary<(int, int), double>());
        var index = market.Reports.Select((report, i) => (report.Id, i)).ToDictionary(one => one.Id, one => one.i, StringComparer.Ordinal);
        return new(market, trades.Where(trade => index.ContainsKey(trade.Key.Buyer) && index.ContainsKey(trade.Key.Seller))
            .ToDictionary(trade => (index[trade.Key.Buyer], index[trade.Key.Seller]), trade => trade.Value));
    }

    /// <summary>By round, the trades whose line has a realised gain.</summary>
    private static Dictionary<int, Dictionary<(string Buyer, string Seller), double>> Realised(string path)
    {
        var rounds = new Dictionary<int, Dictionary<(string, string), double>>();
        if (!File.Exists(path)) return rounds;
        foreach (var (line, number) in File.ReadLines(path).Select((line, k) => (line, k + 1)))
        {
            try
            {
                using var record = JsonDocument.Parse(line);
                var trades = rounds[record.RootElement.GetProperty("round").GetInt32()] = [];
                foreach (var edge in record.RootElement.GetProperty("edges").EnumerateArray())
                {
                    if (!edge.TryGetProperty("realised", out var worth) || worth.ValueKind != JsonValueKind.Number) continue;
                    trades[(edge.GetProperty("buyer").GetString()!, edge.GetProperty("seller").GetString()!)] = worth.GetDouble();
                }
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new InvalidDataException($"{path}: line {number} is no record of a round ({error.Message.ReplaceLineEndings(" ")})", error);
            }
        }

        return rounds;
    }
}
