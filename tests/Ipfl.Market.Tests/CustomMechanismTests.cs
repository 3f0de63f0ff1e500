using Ipfl.Market.Auditing;

namespace Ipfl.Market.Tests;

public sealed class CustomMechanismTests
{
    [Fact]
    public void The_published_rule_written_anew_gives_its_outcomes()
    {
        for (var seed = 0UL; seed < 1_000; seed++)
        {
            var round = RandomMarkets.Published(9, seed);
            var (own, built) = (new Naive().Solve(round), Mechanism.Marginal.Solve(round));
            Assert.Equal(built.Edges.Select(edge => (edge.Buyer, edge.Seller)), own.Edges.Select(edge => (edge.Buyer, edge.Seller)));
            Assert.All(built.Edges.Zip(own.Edges), pair => Assert.Equal(pair.First.Payment, pair.Second.Payment, 1e-9));
            Assert.Equal(own.Edges, new Naive().Solve(round, threads: 1).Edges);
        }
    }

    /// <summary>What the search finds is there to be had, never above the exact regret, and over many markets at least nine tenths of it.</summary>
    [Fact]
    public void A_searched_regret_in_cost_is_real_and_close_to_the_exact_one()
    {
        var (searched, exact) = (0.0, 0.0);
        for (var seed = 0UL; seed < 30; seed++)
        {
            var round = RandomMarkets.Published(6, seed);
            var found = Audit.OfCosts(round, new Naive()).Regrets;
            var known = Audit.OfCosts(round, Mechanism.Marginal).Regrets;
            for (var i = 0; i < found.Count; i++)
            {
                Assert.Equal(found[i].Value, Auditing.Lie.Gain(round, new Naive(), i, ReportDimension.Cost, found[i].Report), 1e-9);
                Assert.True(found[i].Value <= known[i].Value + 1e-9);
                (searched, exact) = (searched + found[i].Value, exact + known[i].Value);
            }
        }

        Assert.InRange(searched, 0.9 * exact, exact);
        Assert.True(exact > 1);
    }

    [Fact]
    public void Answers_that_are_none_are_refused()
    {
        var round = RandomMarkets.Published(4, 1);
        Import[][] answers = [[new(99, 1)], [new(-1, 1)], [new(0, 1), new(0, 1), new(1, 1), new(1, 1)], [new(0, -1), new(1, -1)], [new(0, double.NaN), new(1, double.NaN)]];
        foreach (var answer in answers)
        {
            var failure = Assert.Throws<InvalidOperationException>(() => new Fixed("fixed", _ => answer).Solve(round));
            Assert.StartsWith("mechanism \"fixed\": buyer ", failure.Message);
        }

        Assert.Throws<InvalidOperationException>(() => new Fixed("fixed", _ => null!).Solve(round));
        foreach (var name in new[] { "", "vcg", "none", "a/b", "A", new string('a', 65) }) Assert.Throws<ArgumentException>(() => new Fixed(name, _ => []));
        Assert.Throws<ArgumentException>(() => WhatIf.Cost(round, new Fixed("fixed", _ => []), 0));
    }

    private sealed class Fixed(string name, Func<BuyerMarket, IReadOnlyList<Import>> answer) : CustomMechanism(name)
    {
        protected override IReadOnlyList<Import> Decide(BuyerMarket market, CancellationToken cancellation) => answer(market);
    }

    /// <summary>The walk by thresholds, as the formulas say it.</summary>
    private sealed class Naive() : CustomMechanism("naive")
    {
        protected override IReadOnlyList<Import> Decide(BuyerMarket market, CancellationToken cancellation)
        {
            double Threshold(SellerOffer offer) => offer.Samples.Value + market.Gain.Headroom(market.GainScale, offer.Samples.Value, offer.Weight);
            double total = market.Samples.Value;
            var taken = new List<SellerOffer>();
            foreach (var offer in market.Offers.OrderByDescending(Threshold))
            {
                if (total + offer.Samples.Value >= Threshold(offer)) break;
                taken.Add(offer);
                total += offer.Samples.Value;
            }

            return [.. taken.Select(offer => new Import(offer.Seller, market.Gain.Increment(market.GainScale, total - offer.Samples.Value, offer.Samples.Value) - offer.Penalty))];
        }
    }
}
