using CsCheck;

namespace Ipfl.Market.Tests;

/// <summary>
/// Random markets: sizes equal, uniform or log-normal; participants that trade, only buy, only sell, or sell for nothing; λ from 0 to 2;
/// sometimes with ties (few distinct costs and distances).
/// </summary>
internal static class RandomMarkets
{
    public static Gen<MarketRound> Upto(int participants) =>
        from m in Gen.Int[1, participants]
        from seed in Gen.ULong
        select Make(m, seed);

    /// <summary>The setting in which the specification states how often the published rule falls short.</summary>
    public static MarketRound Published(int participants, ulong seed)
    {
        var random = new Random((int)(seed % int.MaxValue));
        var sizes = random.Next(2) == 0;
        var reports = Enumerable.Range(0, participants)
            .Select(i => Report.Of($"p{i}", sizes ? LogNormal(random) : random.NextInt64(500, 9001), random.NextDouble() * 2, 5e5))
            .ToArray();
        return new(reports, ModelDistances.Dense(Distances(participants, () => random.NextDouble() * 1.2)), 1) { ReferenceGain = GainScale.Of(5e5) };
    }

    public static MarketRound Make(int m, ulong seed)
    {
        var random = new Random((int)(seed % int.MaxValue));
        var coarse = random.Next(4) == 0;
        var size = Sizes(random);
        var lambda = random.Next(5) switch { 0 => 0, 1 => 0.001, 2 => 2, _ => 1.0 };
        var reports = Enumerable.Range(0, m).Select(i => Participant(i, size(), random, coarse)).ToArray();
        double Distance() => coarse ? random.Next(0, 3) * 0.4 : random.NextDouble() * 1.2;
        return new(reports, ModelDistances.Dense(Distances(m, Distance)), lambda)
        {
            MaxDistance = random.Next(4) == 0 ? 0.9 : 2,
            ReferenceGain = GainScale.Of(5e5 * (1 + (seed % 3))),
        };
    }

    /// <summary>The same market with one report replaced; everybody's present type stays its true type.</summary>
    public static MarketRound WithCost(this MarketRound round, int participant, double cost)
    {
        var type = round.Reports[participant].Type;
        return round.WithReport(participant, type with { SharingCost = SharingCost.Of(cost) });
    }

    /// <summary>
    /// Markets for audits: among those of <see cref="Make"/> also sparse ones, ones under the power law, and ones in which some report
    /// other types than they are.
    /// </summary>
    public static MarketRound Audited(int participants, ulong seed)
    {
        var random = new Random((int)(seed % int.MaxValue) ^ 77);
        var round = Make(1 + random.Next(participants), seed);
        var m = round.Reports.Count;
        return new(round.Reports, random.Next(3) == 0 ? Thinned(round, random) : round.Distances, round.Lambda)
        {
            MaxDistance = round.MaxDistance,
            ReferenceGain = round.ReferenceGain,
            Gain = random.Next(4) == 0 ? new PowerLawGain(0.5 + random.NextDouble()) : round.Gain,
            TrueTypes = random.Next(4) == 0 ? [.. Enumerable.Range(0, m).Select(i => Truth(round.Reports[i].Type, random))] : null,
        };
    }

    private static ModelDistances Thinned(MarketRound round, Random random) => ModelDistances.Sparse(
        round.Reports.Count,
        [
            .. from i in Enumerable.Range(0, round.Reports.Count)
               from j in Enumerable.Range(0, round.Reports.Count)
               where i != j && random.Next(2) == 0
               select new Candidate(i, j, round.Distance(i, j)),
        ]);

    private static ParticipantType Truth(ParticipantType reported, Random random) => random.Next(2) == 0 ? reported : ParticipantType.Of(
        Math.Max(1, (long)(reported.Samples.Value * (0.5 + random.NextDouble()))),
        reported.SharingCost.Sells ? reported.SharingCost.Value * 2 * random.NextDouble() : null,
        reported.GainScale.Value * 2 * random.NextDouble());

    public static double Distance(this MarketRound round, int buyer, int seller) => round.Distances.Row(buyer).DistanceTo(seller);

    private static Report Participant(int i, long samples, Random random, bool coarse)
    {
        var cost = coarse ? random.Next(0, 3) * 0.5 : random.NextDouble() * 2;
        return random.Next(6) switch
        {
            0 => Report.Of($"p{i}", samples, null, 5e5 * random.NextDouble()),
            1 => Report.Of($"p{i}", samples, cost, 0),
            2 => Report.Of($"p{i}", samples, 0, 0),
            _ => Report.Of($"p{i}", samples, cost, 5e5),
        };
    }

    private static Func<long> Sizes(Random random) => random.Next(3) switch
    {
        0 => () => 2000,
        1 => () => random.NextInt64(500, 9001),
        _ => () => LogNormal(random),
    };

    private static long LogNormal(Random random)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Math.Max(1, (long)Math.Exp(7.5 + (0.8 * normal)));
    }

    private static double[,] Distances(int m, Func<double> distance)
    {
        var matrix = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < i; j++) matrix[i, j] = matrix[j, i] = distance();
        }

        return matrix;
    }
}
