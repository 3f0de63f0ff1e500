using CsCheck;

namespace Ipfl.Market.Tests;

public sealed class GainFunctionTests
{
    private static readonly Gen<double> Magnitude = Gen.Double[-3, 12].Select(e => Math.Pow(10, e));
    private static readonly Gen<double> Size = Gen.Double[0, 15.9].Select(e => Math.Floor(Math.Pow(10, e)));

    public static TheoryData<double> Exponents => [0, 0.1, 0.5, 1, 2];

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Headroom_is_where_the_increment_equals_the_weight(double alpha) =>
        Gen.Select(Magnitude, Size, Magnitude).Sample(
            (k, added, weight) =>
            {
                var (law, scale) = (Law(alpha), GainScale.Of(k));
                var headroom = law.Headroom(scale, added, weight);
                Assert.Equal(1, law.Increment(scale, headroom, added) / weight, 1e-11);
            },
            iter: 20_000);

    [Theory]
    [MemberData(nameof(Exponents))]
    public void The_slope_is_inverted_and_falls(double alpha) =>
        Gen.Select(Magnitude, Size).Sample(
            (k, total) =>
            {
                var (law, scale) = (Law(alpha), GainScale.Of(k));
                Assert.Equal(1, law.TotalAtSlope(scale, law.Slope(scale, total)) / total, 1e-12);
                Assert.True(law.Slope(scale, total * 1.01) < law.Slope(scale, total));
            },
            iter: 10_000);

    [Theory]
    [MemberData(nameof(Exponents))]
    public void The_tangent_gap_is_the_tangent_less_the_gain(double alpha) =>
        Gen.Select(Gen.Double[1, 1e6], Gen.Double[0.2, 5]).Sample(
            (at, factor) =>
            {
                var (law, scale, total) = (Law(alpha), GainScale.Of(5e5), at * factor);
                var rise = total > at ? law.Increment(scale, at, total - at) : -law.Increment(scale, total, at - total);
                var tangent = law.Slope(scale, at) * (total - at);
                Assert.Equal(tangent - rise, law.TangentGap(scale, at, total), 1e-13 * Math.Abs(tangent));
            },
            iter: 10_000);

    [Fact]
    public void Increments_lose_nothing_where_plain_subtraction_does()
    {
        // √(1e12/2⁵³) − √(1e12/(2⁵³+1)) = ½ √1e12 · 2^(−79.5) to 16 digits.
        Assert.Equal(0.5e6 * Math.Pow(2, -79.5), SquareRootGain.Instance.Increment(GainScale.Of(1e12), Math.Pow(2, 53), 1), 1e-15 * 0.5e6 * Math.Pow(2, -79.5));
    }

    [Theory]
    [InlineData("marginal")]
    [InlineData("critical")]
    [InlineData("vcg")]
    public void The_power_law_with_one_half_is_the_square_root_law(string name) =>
        Gen.Select(Gen.Int[1, 9], Gen.ULong).Sample(
            (m, seed) =>
            {
                var root = RandomMarkets.Published(m, seed);
                var power = new MarketRound(
                    [.. root.Reports.Select(r => r with { Type = r.Type with { GainScale = GainScale.Of(Math.Sqrt(r.Type.GainScale.Value)) } })],
                    root.Distances,
                    root.Lambda)
                { Gain = new PowerLawGain(0.5) };
                var (a, b) = (Mechanism.Find(name)!.Solve(root, 1), Mechanism.Find(name)!.Solve(power, 1));
                Assert.Equal(a.Edges.Select(e => (e.Buyer, e.Seller)), b.Edges.Select(e => (e.Buyer, e.Seller)));
                foreach (var (x, y) in a.Edges.Zip(b.Edges)) Assert.Equal(x.Payment, y.Payment, 1e-9 * Math.Max(1, x.Payment));
            },
            iter: 2_000);

    private static IGainFunction Law(double alpha) => alpha == 0 ? SquareRootGain.Instance : new PowerLawGain(alpha);
}
