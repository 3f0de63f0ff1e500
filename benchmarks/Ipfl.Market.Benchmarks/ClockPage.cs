using System.Diagnostics;

namespace Ipfl.Market.Benchmarks;

/// <summary>`clock` beside `marginal` where markets are large, and how much of the optimum `clock` and `reference` reach where they are small.</summary>
internal static class ClockPage
{
    private const int Repetitions = 3;
    private const int Copies = 25;
    private const int Small = 1_000;
    private const int Participants = 9;

    public static void Print(int dense)
    {
        Console.WriteLine("| market | marginal | clock | ratio |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        Compare($"dense {dense:N0}", RandomMarket.Dense(dense));
        Compare($"dense {dense:N0}, one report of 2^53 samples", WithGiant(RandomMarket.Dense(dense)));
        Compare($"dense {dense:N0}, {Copies} copies of one", WithCopies(RandomMarket.Dense(dense)));
        Compare("sparse 100,000 × 30", RandomMarket.Sparse(100_000, 30));
        Compare("sparse 100,000 × 30, one report of 2^53 samples", WithGiant(RandomMarket.Sparse(100_000, 30)));
        Compare($"sparse 100,000 × 30, {Copies} copies of one", WithCopies(RandomMarket.Sparse(100_000, 30)));
        Console.WriteLine();
        Efficiencies(Mechanism.Clock);
        Efficiencies(Mechanism.Reference);
    }

    /// <summary>Least of three, by turns, so that what else the machine does falls on both.</summary>
    private static void Compare(string market, MarketRound round)
    {
        var (walk, clock) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var k = 0; k < Repetitions; k++) (walk, clock) = (Math.Min(walk, Seconds(Mechanism.Marginal, round)), Math.Min(clock, Seconds(Mechanism.Clock, round)));
        Console.WriteLine(FormattableString.Invariant($"| {market} | {walk:F2} s | {clock:F2} s | {clock / walk:F2} |"));
    }

    private static double Seconds(Mechanism mechanism, MarketRound round)
    {
        var start = Stopwatch.GetTimestamp();
        mechanism.Solve(round);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static MarketRound WithGiant(MarketRound round) =>
        round.WithReport(1, ParticipantType.Of(Samples.Maximum, null, round.Reports[1].Type.GainScale.Value));

    private static MarketRound WithCopies(MarketRound round)
    {
        for (var k = 1; k <= Copies; k++) round = round.WithReport(k, round.Reports[0].Type);
        return round;
    }

    private static void Efficiencies(Mechanism mechanism)
    {
        var found = Enumerable.Range(0, Small).Select(seed => Efficiency(mechanism, seed)).ToArray();
        Console.WriteLine(FormattableString.Invariant(
            $"{mechanism}: {100 * found.Average():F2} % of the optimum over {Small} random markets of {Participants}, worst {100 * found.Min():F1} %"));
    }

    private static double Efficiency(Mechanism mechanism, int seed)
    {
        var round = RandomMarket.Small(Participants, seed);
        return mechanism.Solve(round, new SolveOptions { Threads = 1, Efficiency = true }).Efficiency ?? 1;
    }
}
