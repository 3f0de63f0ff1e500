using CsCheck;
using Ipfl.Market;
using Ipfl.Protocol;
using Ipfl.Service.Rounds;

namespace Ipfl.Service.Tests.Rounds;

/// <summary>What a round decides, on random markets.</summary>
public sealed class RoundDecisionTests
{
    private static readonly Gen<(RoundParticipant[] Participants, double[,] Distances, MarketRules Rules)> Markets =
        from count in Gen.Int[1, 8]
        from types in Gen.Select(Gen.Long[1, 9000], Gen.Double[0, 3], Gen.Double[0, 6e5], Gen.Long[0, 60_000_000]).Array[count]
        from numbers in Gen.Double[0, 2].Array[count * count]
        from rule in Gen.Int[0, Mechanism.All.Count - 1]
        from lambda in Gen.Double[0, 2]
        select (
            types.Select((type, i) => new RoundParticipant(i, $"p{i}", ParticipantType.Of(type.Item1, type.Item2 > 2.5 ? null : type.Item2, type.Item3), new(type.Item4))).ToArray(),
            Square(numbers, count),
            new MarketRules(Mechanism.All[rule], lambda, 1) { ReferenceGain = GainScale.Of(2e5) });

    [Fact]
    public void Nobody_is_charged_more_than_it_has_or_pays_more_than_it_gains() => Markets.Sample(market =>
    {
        var (participants, distances, rules) = market;
        var decision = RoundDecision.Of(rules, participants, distances);
        for (var i = 0; i < participants.Length; i++)
        {
            Assert.True(decision.Charges[i] <= participants[i].Available);
            Assert.True(decision.Outcome.Accounts[i].Utility >= -1e-9);
            var shares = decision.Trades.Where(trade => trade.Buyer == i).Aggregate(MicroUnits.Zero, (sum, trade) => sum + trade.Micros);
            Assert.True(shares <= decision.Charges[i]);
            if (decision.BuyingBarred[i]) Assert.Equal(MicroUnits.Zero, decision.Charges[i]);
        }
    }, iter: 3000);

    [Fact]
    public void One_who_can_cover_its_worst_case_is_not_barred_and_one_who_cannot_sells_on()
    {
        double[,] distances = { { 0, 0.1 }, { 0.1, 0 } };
        var rules = new MarketRules(Mechanism.Vcg, 0.001, 1);
        var worst = MicroUnits.Ceiling(SquareRootGain.Instance.Increment(GainScale.Of(5e5), 1000, 1000));
        RoundParticipant[] both = [new(0, "a", ParticipantType.Of(1000, 0.5, 5e5), worst), new(1, "b", ParticipantType.Of(1000, 0.5, 5e5), worst - new MicroUnits(1))];
        var decision = RoundDecision.Of(rules, both, distances);
        Assert.Equal([false, true], decision.BuyingBarred);
        var trade = Assert.Single(decision.Trades);
        Assert.Equal((0, 1), (trade.Buyer, trade.Seller));
    }

    [Fact]
    public void One_with_exactly_its_worst_case_can_pay_a_payment_that_floating_point_puts_above_the_gain()
    {
        RoundParticipant[] both = [new(0, "a", ParticipantType.Of(1126, null, 243614.58355093194), new(7_700_000)), new(1, "b", ParticipantType.Of(3833, 1.65, 0), default)];
        var decision = RoundDecision.Of(new(Mechanism.Vcg, 0.001, 1), both, new double[2, 2]);
        Assert.True(Assert.Single(decision.Trades).Payment > decision.Outcome.Accounts[0].Gain);
        Assert.Equal(new(7_700_000), decision.Charges[0]);
    }

    [Fact]
    public void One_with_exactly_its_worst_case_can_always_pay() =>
        Gen.Select(Gen.Long[1, 9000], Gen.Int[1, 100_000_000], Gen.Long[1, 9000].Array[1, 4], Gen.Double[0, 1], Gen.Int[0, Mechanism.All.Count - 1]).Sample(
            (samples, gain, sellers, cost, rule) =>
            {
                // K such that the gain of all models is a whole number of micro-units, where an ulp more rounds to the next.
                var others = sellers.Sum();
                var root = gain / 1e6 / SquareRootGain.Instance.Increment(GainScale.Of(1), samples, others);
                var type = ParticipantType.Of(samples, null, root * root);
                var worst = MicroUnits.Ceiling(SquareRootGain.Instance.Increment(type.GainScale, samples, others));
                RoundParticipant[] all =
                [
                    new(0, "buyer", type, worst),
                    .. sellers.Select((seller, i) => new RoundParticipant(i + 1, $"seller{i}", ParticipantType.Of(seller, cost, 0), default)),
                ];
                var decision = RoundDecision.Of(new(Mechanism.All[rule], 0.001, 1) { ReferenceGain = GainScale.Of(5e5) }, all, new double[all.Length, all.Length]);
                Assert.False(decision.BuyingBarred[0]);
                Assert.True(decision.Charges[0] <= worst);
            },
            iter: 10_000);

    [Fact]
    public void Pairs_beyond_the_bar_never_trade() => Markets.Sample(market =>
    {
        var decision = RoundDecision.Of(market.Rules, market.Participants, market.Distances);
        Assert.All(decision.Trades, trade => Assert.True(trade.Distance <= market.Rules.MaxDistance));
    }, iter: 1000);

    [Fact]
    public void A_decision_takes_the_threads_that_it_is_given()
    {
        var rule = new Watched();
        RoundParticipant[] participants = [.. Enumerable.Range(0, 40).Select(i => new RoundParticipant(i, $"p{i}", ParticipantType.Of(1000, 0.5, 5e5), new(long.MaxValue / 100)))];
        RoundDecision.Of(new(rule, 1, 1), participants, new double[40, 40], threads: 1, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1, rule.MostAtOnce);
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => RoundDecision.Of(new(rule, 1, 1), participants, new double[40, 40], threads: 0, cancellation: TestContext.Current.CancellationToken));
    }

    private static double[,] Square(double[] numbers, int count)
    {
        var square = new double[count, count];
        for (var i = 0; i < count; i++)
            for (var j = 0; j < i; j++) square[i, j] = square[j, i] = numbers[(i * count) + j];
        return square;
    }

    /// <summary>Counts how many threads ask it at once.</summary>
    private sealed class Watched() : CustomMechanism("watched")
    {
        private int _running;

        public int MostAtOnce { get; private set; }

        protected override IReadOnlyList<Import> Decide(BuyerMarket market, CancellationToken cancellation)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
            Thread.Yield();
            Interlocked.Decrement(ref _running);
            return [];
        }
    }
}
