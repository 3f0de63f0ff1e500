namespace Ipfl.Market.Tests;

/// <summary>Of very many sellers the clock passes over those that cannot matter.</summary>
public sealed class ClockHorizonTests
{
    /// <summary>
    /// To the bit: with an exclusive distance below every distance nobody excludes anybody, and the auction runs among all sellers.
    /// </summary>
    [Fact]
    public void Who_cannot_matter_is_passed_over_and_nothing_changes()
    {
        var (trades, sellers) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var round = Star(seed);
            var (passed, whole) = (Mechanism.Clock.Solve(round, threads: 1), Mechanism.Clock.Solve(round.WithTerms(exclusiveDistance: 1e-9), threads: 1));
            Assert.True(whole.Edges.SequenceEqual(passed.Edges), $"seed {seed}: {string.Join("; ", passed.Edges)} instead of {string.Join("; ", whole.Edges)}");
            (trades, sellers) = (trades + whole.Edges.Count, sellers + round.Reports.Count);
        }

        Assert.InRange(trades, 300, sellers / 4);
    }

    /// <summary>One buyer of 520 to 3,500 sellers, whose sizes, costs and distances are of many kinds.</summary>
    private static MarketRound Star(int seed)
    {
        var random = new Random(seed);
        var m = 520 + random.Next(3000);
        var (sizes, costs, coarse) = (random.Next(4), random.Next(4), random.Next(3) == 0);
        long Size() => sizes switch
        {
            0 => 1000,
            1 => random.NextInt64(500, 9001),
            2 => 1 + (long)Math.Exp(8 + (2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))),
            _ => random.Next(50) == 0 ? random.NextInt64(1L << 53) : random.NextInt64(1, 300),
        };
        double? Cost() => costs switch
        {
            0 => 2 * random.NextDouble(),
            1 => random.Next(1, 8) * 0.25,
            2 => random.Next(3) == 0 ? null : Math.Pow(10, 4 * (random.NextDouble() - 0.5)),
            _ => random.Next(200) == 0 ? random.NextDouble() : 5 + random.NextDouble(),
        };
        var scale = Math.Pow(10, 3 + (6 * random.NextDouble()));
        Report[] reports = [Report.Of("buyer", random.NextInt64(100, 5000), null, scale), .. Enumerable.Range(1, m).Select(k => Report.Of($"p{k}", Size(), Cost(), 0))];
        Candidate[] listed = [.. Enumerable.Range(1, m).Select(k => new Candidate(0, k, coarse ? 0.1 * random.Next(1, 4) : 0.001 + random.NextDouble()))];
        return new(reports, ModelDistances.Sparse(m + 1, listed), random.Next(3) switch { 0 => 0, 1 => 0.001, _ => 1 });
    }
}
