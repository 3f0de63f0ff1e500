using Ipfl.Market.Solving;

namespace Ipfl.Market.Auditing;

/// <summary>
/// Searches joint false costs of every two sellers: each at some multiples of the truth, at 0 and out of the market, and closer about the best
/// of the best pairs. Where one of the two buys from the other, what it buys counts too. No mechanism that is truthful in cost alone can rule such lies out.
/// </summary>
internal sealed class PairSearch(MarketRound round, BuyerSweep sweep, double usualCost)
{
    private const int Refined = 10;
    private static readonly double[] Multiples = [0, 0.5, 1.25, 1.5, 2, 4, double.PositiveInfinity];
    private static readonly double[] Closer = [0.8, 0.87, 0.94, 1, 1.06, 1.15, 1.25];

    private readonly int[] _sellers =
        [.. Enumerable.Range(0, round.Reports.Count).Where(i => round.TrueTypeOf(i).SharingCost.Sells && round.Reports[i].Type.SharingCost.Sells)];

    /// <summary>The pairs that gain, the best first.</summary>
    public IReadOnlyList<PairRegret> Run(Func<PairRegret, bool> gains, AuditProgress progress)
    {
        (int First, int Second)[] pairs = [.. _sellers.SelectMany((first, k) => _sellers.Skip(k + 1).Select(second => (first, second)))];
        var found = Best(pairs, [.. pairs.Select(pair => Grid(Costs(pair.First), Costs(pair.Second)))], progress);
        var best = found.Where(gains).OrderByDescending(pair => pair.Value).Take(Refined).ToArray();
        var closer = Best([.. best.Select(pair => (pair.First, pair.Second))], [.. best.Select(pair => Grid(About(pair.FirstCost), About(pair.SecondCost)))], progress);
        var refined = closer.Zip(best, (a, b) => a.Value > b.Value ? a : b).ToDictionary(pair => (pair.First, pair.Second));
        return [.. found.Where(gains).Select(pair => refined.GetValueOrDefault((pair.First, pair.Second), pair)).OrderByDescending(pair => pair.Value).ThenBy(pair => (pair.First, pair.Second))];
    }

    /// <summary>How often <see cref="Run"/> asks all buyers.</summary>
    public const int Sweeps = 2;

    private double Truth(int seller) => round.TrueTypeOf(seller).SharingCost.Value;

    /// <summary>The truth first.</summary>
    private double[] Costs(int seller) => [Truth(seller), .. Multiples.Select(multiple => multiple * (Truth(seller) > 0 ? Truth(seller) : usualCost)).Where(cost => !double.IsNaN(cost))];

    private static double[] About(double cost) => double.IsInfinity(cost) || cost == 0 ? [cost] : [.. Closer.Select(factor => factor * cost)];

    private static (double First, double Second)[] Grid(double[] first, double[] second) => [.. first.SelectMany(a => second.Select(b => (a, b)))];

    /// <summary>The best costs of each pair; what they bring is measured against the truth of both.</summary>
    private PairRegret[] Best((int First, int Second)[] pairs, (double First, double Second)[][] costs, AuditProgress progress)
    {
        var sums = Array.ConvertAll(costs, list => new double[list.Length + 1]);
        sweep.Run(
            (desk, buyer) => Answers(desk, buyer, pairs, costs),
            (_, answers) =>
            {
                foreach (var (pair, utilities) in answers)
                    for (var k = 0; k < utilities.Length; k++) sums[pair][k] += utilities[k];
                progress.BuyerDone();
            });
        return [.. pairs.Select((pair, p) =>
        {
            var honest = sums[p][^1];
            var best = Enumerable.Range(0, costs[p].Length).MaxBy(k => sums[p][k]);
            return new PairRegret(pair.First, pair.Second, sums[p][best] - honest, costs[p][best].First, costs[p][best].Second);
        })];
    }

    /// <summary>What this buyer's purchases are worth to each pair at each of its costs, and last at the truth; pairs that it can buy nothing from are left out.</summary>
    private List<(int Pair, double[] Utilities)> Answers(BuyerDesk desk, int buyer, (int First, int Second)[] pairs, (double First, double Second)[][] costs)
    {
        desk.Load(buyer);
        var answers = new List<(int, double[])>();
        for (var p = 0; p < pairs.Length; p++)
        {
            var (first, second) = (desk.PositionOf(pairs[p].First), desk.PositionOf(pairs[p].Second));
            if (first < 0 && second < 0) continue;
            (double First, double Second)[] tried = [.. costs[p], (Truth(pairs[p].First), Truth(pairs[p].Second))];
            answers.Add((p, Array.ConvertAll(tried, cost => Utility(desk.PurchasesAt((first, cost.First), (second, cost.Second)), buyer, pairs[p]))));
        }

        return answers;
    }

    private double Utility(Purchase[] purchases, int buyer, (int First, int Second) pair)
    {
        var utility = 0.0;
        foreach (var (seller, payment, _) in purchases)
            if (seller == pair.First || seller == pair.Second) utility += payment - Truth(seller);
        return buyer == pair.First || buyer == pair.Second ? utility + Accounting.GainOf(round, buyer, purchases) - purchases.Sum(purchase => purchase.Payment) : utility;
    }
}
