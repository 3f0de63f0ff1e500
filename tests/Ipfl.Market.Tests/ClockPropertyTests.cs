using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests;

/// <summary>What `clock` and `reference` promise, over random and adversarial markets, with and without clusters and evidence.</summary>
public sealed class ClockPropertyTests
{
    private const int Markets = 20_000;

    public static TheoryData<string> Mechanisms => ["clock", "reference"];

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Nobody_loses_by_trading_and_no_money_is_left_over(string name)
    {
        for (var seed = 0UL; seed < Markets; seed++)
        {
            var round = HardMarkets.Make(seed);
            var outcome = Solve(name, round);
            Assert.All(outcome.Edges, edge => Assert.True(edge.Payment >= round.Reports[edge.Seller].Type.SharingCost.Value, $"seed {seed}: {edge}"));
            for (var i = 0; i < round.Reports.Count; i++)
            {
                var (account, penalty) = (outcome.Accounts[i], Penalties(round, outcome, i));
                Assert.True(account.Paid + penalty <= account.Gain + (1e-12 * (account.Gain + penalty)), $"seed {seed}: buyer {i} pays {account.Paid:R} for {account.Gain:R}");
            }

            var moved = outcome.Accounts.Sum(account => account.Paid);
            Assert.Equal(moved, outcome.Accounts.Sum(account => account.Received), 1e-12 * Math.Max(1, moved));
        }
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Winners_and_prices_are_those_of_the_plain_auction(string name)
    {
        var asked = 0;
        for (var seed = 0UL; seed < Markets; seed++)
        {
            var round = HardMarkets.Make(seed);
            var outcome = Solve(name, round);
            for (var buyer = 0; buyer < round.Reports.Count; buyer++)
            {
                var (prices, margin) = name == "clock" ? Clock(round, buyer) : Reference(round, buyer);

                // Closer to a tie, float64 need not know.
                if (margin < 1e-9) continue;
                asked++;
                var edges = outcome.Edges.Where(edge => edge.Buyer == buyer).ToArray();
                var (own, most) = (round.Reports[buyer].Type, name == "clock" ? round.Reports[buyer].Type.GainScale : round.ReferenceGain!.Value);
                Assert.True(prices.Keys.SequenceEqual(edges.Select(edge => edge.Seller)), $"seed {seed}, buyer {buyer}");
                foreach (var edge in edges)
                {
                    var size = prices[edge.Seller] + PlainClock.Penalty(round, buyer, edge.Seller);
                    Assert.True(Math.Abs(edge.Payment - prices[edge.Seller]) <= (1e-11 * size) + (1e-13 * Math.Sqrt(most.Value / own.Samples.Value)), $"seed {seed}: {edge}, expected {prices[edge.Seller]:R}");
                }
            }
        }

        Assert.True(asked > Markets);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void No_false_cost_pays(string name)
    {
        for (var seed = 0UL; seed < Markets; seed++)
        {
            var (round, random) = (HardMarkets.Make(seed), new Random((int)seed));
            var (outcome, seller) = (Solve(name, round), random.Next(round.Reports.Count));
            if (!round.Reports[seller].Type.SharingCost.Sells) continue;
            foreach (var lie in FalseCosts(round, outcome, seller, random))
                AssertNoGain(name, round, outcome, seller, round.Reports[seller].Type with { SharingCost = lie }, $"seed {seed}");
        }
    }

    [Fact]
    public void Under_reference_no_false_cost_and_value_together_pay()
    {
        for (var seed = 0UL; seed < Markets; seed++)
        {
            var (round, random) = (HardMarkets.Make(seed), new Random((int)seed));
            var (outcome, liar) = (Solve("reference", round), random.Next(round.Reports.Count));
            var type = round.Reports[liar].Type;
            for (var k = 0; k < 4; k++)
            {
                var cost = type.SharingCost.Sells ? FalseCosts(round, outcome, liar, random).First() : type.SharingCost;
                var scale = type.GainScale.Value * Math.Pow(2, 8 * (random.NextDouble() - 0.5)) * random.Next(0, 8) / 4;
                AssertNoGain("reference", round, outcome, liar, type with { SharingCost = cost, GainScale = GainScale.Of(scale) }, $"seed {seed}");
            }
        }
    }

    /// <summary>To the bit: as long as a seller wins, neither the winners nor any price of that buyer depends on its cost.</summary>
    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void No_price_of_a_buyer_moves_with_the_cost_of_a_winner(string name)
    {
        var asked = 0;
        for (var seed = 0UL; seed < Markets; seed++)
        {
            var (round, random) = (HardMarkets.Make(seed), new Random((int)seed));
            var outcome = Solve(name, round);
            if (outcome.Edges.Count == 0) continue;
            var (buyer, seller, price, _) = outcome.Edges[random.Next(outcome.Edges.Count)];
            var cost = round.Reports[seller].Type.SharingCost.Value;
            foreach (var other in new[] { 0, cost * random.NextDouble(), Math.BitDecrement(cost), cost + (0.999 * (price - cost)) })
            {
                if (other < 0) continue;
                var edges = Solve(name, round.WithCost(seller, other)).Edges.Where(edge => edge.Buyer == buyer).ToArray();
                if (other > cost && edges.All(edge => edge.Seller != seller)) continue;
                asked++;
                Assert.True(outcome.Edges.Where(edge => edge.Buyer == buyer).SequenceEqual(edges), $"seed {seed}: {buyer} ← {seller} at {cost:R}, then {other:R}");
            }
        }

        Assert.True(asked > Markets);
    }

    /// <summary>What the mechanism pays is what false costs can at most be worth: quotes agree with solving anew, so that audits are exact.</summary>
    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void Audits_find_no_regret_in_cost(string name)
    {
        for (var seed = 0UL; seed < 2_000; seed++)
        {
            var (outcome, regrets) = Audit.OfCosts(HardMarkets.Make(seed), Mechanism.Find(name)!, threads: 1);
            for (var i = 0; i < regrets.Count; i++)
            {
                var account = outcome.Accounts[i];
                Assert.True(regrets[i].Value <= 1e-9 * (account.Gain + account.Received + account.SharingCost), $"seed {seed}: {regrets[i]}");
            }
        }
    }

    [Fact]
    public void Reference_needs_a_stated_gain_and_walks_refuse_clusters()
    {
        var round = new MarketRound([Report.Of("a", 5, 0, 1), Report.Of("b", 5, 0, 1)], ModelDistances.Dense(new double[2, 2]), 1);
        Assert.Contains("reference gain", Assert.Throws<ArgumentException>(() => Mechanism.Reference.Solve(round)).Message, StringComparison.Ordinal);
        Assert.Contains("reference gain", Assert.Throws<ArgumentException>(() => Mechanism.Reference.Choose(BuyerMarket.Of(round, 0))).Message, StringComparison.Ordinal);
        var exclusive = round.WithTerms(exclusiveDistance: 0.1, referenceGain: GainScale.Of(1));
        foreach (var mechanism in Mechanism.All)
        {
            if (mechanism == Mechanism.Marginal || mechanism == Mechanism.Critical)
                Assert.Contains("vcg, clock, reference", Assert.Throws<ArgumentException>(() => mechanism.Solve(exclusive)).Message, StringComparison.Ordinal);
            else
                Assert.Empty(mechanism.Solve(exclusive).Edges);
        }
    }

    private static Outcome Solve(string name, MarketRound round) => Mechanism.Find(name)!.Solve(round, threads: 1);

    private static (SortedDictionary<int, double> Prices, double Margin) Clock(MarketRound round, int buyer)
    {
        var plain = new PlainClock(round, buyer);
        return (plain.Prices, plain.Margin);
    }

    /// <summary>The menu, and the best of all its subsets.</summary>
    private static (SortedDictionary<int, double> Prices, double Margin) Reference(MarketRound round, int buyer)
    {
        var own = round.Reports[buyer].Type;
        if (!own.GainScale.Buys) return ([], double.PositiveInfinity);
        var menu = new PlainClock(round, buyer, round.ReferenceGain!.Value.Value);
        int[] sellers = [.. menu.Prices.Keys];
        (double Value, int Mask) best = (0, 0);
        var (second, terms) = (double.NegativeInfinity, 1e-300);
        for (var mask = 1; mask < 1 << sellers.Length; mask++)
        {
            var set = sellers.Where((_, k) => (mask >> k & 1) == 1).ToArray();
            double n = own.Samples.Value;
            var (imported, asked) = (set.Sum(j => PlainClock.Size(round, buyer, j)), set.Sum(j => menu.Prices[j] + PlainClock.Penalty(round, buyer, j)));
            var gain = SquareRootGain.Instance.Increment(own.GainScale, n, imported);
            terms = Math.Max(terms, gain + asked);
            if (gain - asked > best.Value) (second, best) = (best.Value, (gain - asked, mask));
            else second = Math.Max(second, gain - asked);
        }

        var prices = new SortedDictionary<int, double>();
        for (var k = 0; k < sellers.Length; k++)
        {
            if ((best.Mask >> k & 1) == 1) prices[sellers[k]] = menu.Prices[sellers[k]];
        }

        return (prices, Math.Min(menu.Margin, (best.Value - second) / terms));
    }

    private static IEnumerable<SharingCost> FalseCosts(MarketRound round, Outcome outcome, int seller, Random random)
    {
        var cost = round.Reports[seller].Type.SharingCost.Value;
        double[] nearby = [.. outcome.Edges.Select(edge => edge.Payment), .. round.Reports.Select(report => report.Type.SharingCost.Value).Where(double.IsFinite)];
        for (var k = 0; k < 5; k++)
        {
            yield return SharingCost.Of(random.Next(6) switch
            {
                0 => null,
                1 => 0,
                2 => cost * 2 * random.NextDouble(),
                3 => nearby[random.Next(nearby.Length)],
                _ => nearby[random.Next(nearby.Length)] * (1 + (1e-6 * (random.Next(2) - 0.5))),
            });
        }
    }

    private static void AssertNoGain(string name, MarketRound round, Outcome honest, int liar, ParticipantType lie, string where)
    {
        var lied = Solve(name, round.WithReport(liar, lie));
        var (truth, gain) = (Worth(round, honest, liar), Worth(round, lied, liar));
        var (a, b) = (honest.Accounts[liar], lied.Accounts[liar]);
        var size = a.Gain + a.Paid + a.Received + a.SharingCost + b.Gain + b.Paid + b.Received + b.SharingCost + Penalties(round, honest, liar) + Penalties(round, lied, liar);
        Assert.True(gain <= truth + (1e-11 * size), $"{where}: {lie} of {liar} gives {gain:R}, the truth {truth:R}");
    }

    /// <summary>Utility by the true type, less what its purchases weigh in distance.</summary>
    private static double Worth(MarketRound round, Outcome outcome, int participant) =>
        outcome.Accounts[participant].Utility - Penalties(round, outcome, participant);

    private static double Penalties(MarketRound round, Outcome outcome, int buyer) =>
        outcome.Edges.Where(edge => edge.Buyer == buyer).Sum(edge => PlainClock.Penalty(round, buyer, edge.Seller));
}
