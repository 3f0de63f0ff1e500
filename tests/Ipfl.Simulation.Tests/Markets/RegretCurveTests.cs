using Ipfl.Market;

namespace Ipfl.Simulation.Tests.Markets;

public sealed class RegretCurveTests
{
    [Fact]
    public void The_published_rule_has_regret_in_most_small_markets_and_the_others_in_none()
    {
        var points = RegretCurve.Measure(Mechanism.All, [5, 9], 30, seed: 0);
        Assert.Equal(Mechanism.All.SelectMany(mechanism => new[] { (mechanism.Name, 5), (mechanism.Name, 9) }), points.Select(point => (point.Mechanism, point.Participants)));
        foreach (var point in points)
        {
            Assert.Equal(30, point.Markets);
            if (point.Mechanism == "marginal")
            {
                Assert.InRange(point.MarketShare, 0.5, 1);
                Assert.InRange(point.ParticipantShare, 0.1, 0.9);
                Assert.InRange(point.MeanRegret, 1e-3, point.MaxRegret);
                Assert.True(point.MeanUtility > 0);
            }
            else
            {
                Assert.Equal((0, 0, 0, 0), (point.MarketShare, point.ParticipantShare, point.MeanRegret, point.MaxRegret));
            }
        }
    }

    [Fact]
    public void Equal_arguments_give_equal_points() =>
        Assert.Equal(RegretCurve.Measure([Mechanism.Marginal], [7], 5, seed: 3), RegretCurve.Measure([Mechanism.Marginal], [7], 5, seed: 3));

    /// <summary>A market does not depend on what else is measured.</summary>
    [Fact]
    public void More_sizes_do_not_change_a_point() =>
        Assert.Equal(RegretCurve.Measure([Mechanism.Marginal], [7], 5, seed: 3)[0], RegretCurve.Measure([Mechanism.Marginal], [3, 7], 5, seed: 3)[1]);

    [Theory]
    [InlineData(5, 20, 20)]
    [InlineData(200, 20, 20)]
    [InlineData(500, 20, 3)]
    [InlineData(10_000, 20, 2)]
    [InlineData(10_000, 1, 1)]
    public void Large_markets_are_fewer(int participants, int asked, int audited) => Assert.Equal(audited, RegretCurve.MarketsOf(participants, asked));

    [Fact]
    public void Random_markets_are_those_that_are_described()
    {
        var types = Enumerable.Range(0, 40).SelectMany(number => RandomMarket.Of(50, 1, number).Reports).Select(report => report.Type).ToArray();
        Assert.All(types, type => Assert.Equal(5e5, type.GainScale.Value));
        Assert.All(types, type => Assert.InRange(type.SharingCost.Value, 0, 2));
        Assert.InRange(types.Average(type => type.SharingCost.Value), 0.95, 1.05);
        Assert.Contains(types, type => type.Samples.Value < 500);
        Assert.InRange(RandomMarket.Of(50, 1, 0).Lambda, 1, 1);
    }
}
