using CsCheck;
using MathNet.Numerics;

namespace Ipfl.Agent.Tests.Privacy;

public sealed class GaussianAccountTests
{
    private static readonly Gen<(double Rho, double Delta)> Accounts =
        Gen.Select(Gen.Double[-12, 5], Gen.Double[-25, -5], (rho, delta) => (Math.Exp(rho), Math.Exp(delta)));

    /// <summary>
    /// Many releases are one with μ² = 2ρ, for which δ(ε) = Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ) is exact (Balle and Wang 2018, Theorem 8): no true
    /// ε is smaller, and this one is not far above.
    /// </summary>
    [Fact]
    public void No_less_than_the_exact_epsilon_and_little_more() => Accounts.Sample(account =>
    {
        var (rho, delta) = account;
        var (told, exact) = (GaussianAccount.Epsilon(rho, delta), ExactEpsilon(Math.Sqrt(2 * rho), delta));
        Assert.True(told >= exact * (1 - 1e-9), $"ρ {rho}, δ {delta}: {told} < {exact}");
        Assert.True(told <= 1.35 * exact + 0.01, $"ρ {rho}, δ {delta}: {told} is far above {exact}");
    });

    /// <summary>ρ-zCDP gives ε = ρ + 2√(ρ ln(1/δ)) (Bun and Steinke 2016, Proposition 1.3).</summary>
    [Fact]
    public void No_more_than_concentrated_privacy_gives() => Accounts.Sample(account =>
        Assert.InRange(GaussianAccount.Epsilon(account.Rho, account.Delta), 0, account.Rho + 2 * Math.Sqrt(account.Rho * -Math.Log(account.Delta))));

    /// <summary>The least over orders: none of many others gives less.</summary>
    [Fact]
    public void No_order_gives_less() => Gen.Select(Accounts, Gen.Double[-14, 14]).Sample((account, logarithm) =>
    {
        var (rho, delta) = account;
        var order = 1 + Math.Exp(logarithm);
        var byOrder = rho * order + Math.Log((order - 1) / order) - (Math.Log(delta) + Math.Log(order)) / (order - 1);
        Assert.True(GaussianAccount.Epsilon(rho, delta) <= Math.Max(0, byOrder) + 1e-9 * Math.Abs(byOrder));
    });

    /// <summary>The noise that the classical theorem asks for (Dwork and Roth 2014, Theorem A.1: s = √(2 ln(1.25/δ))·Δ/ε, ε &lt; 1) is more than enough.</summary>
    [Theory]
    [InlineData(0.9, 1e-5)]
    [InlineData(0.5, 1e-5)]
    [InlineData(0.1, 1e-6)]
    [InlineData(0.01, 1e-9)]
    public void The_classical_noise_keeps_its_promise(double epsilon, double delta) =>
        Assert.InRange(GaussianAccount.Epsilon(GaussianAccount.Rho(1, Math.Sqrt(2 * Math.Log(1.25 / delta)) / epsilon), delta), 0.5 * epsilon, epsilon);

    [Fact]
    public void Nothing_released_gives_nothing_away_and_releases_add_up()
    {
        Assert.Equal(0, GaussianAccount.Epsilon(0, 1e-5));
        Assert.Equal(0.5, GaussianAccount.Rho(1, 1));
        Assert.Equal(2, GaussianAccount.Rho(4, 2));
        Assert.True(GaussianAccount.Epsilon(0.2, 1e-5) < GaussianAccount.Epsilon(0.3, 1e-5));
        Assert.True(GaussianAccount.Epsilon(0.2, 1e-6) > GaussianAccount.Epsilon(0.2, 1e-5));
    }

    [Theory]
    [InlineData(-1, 0.1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void What_makes_no_sense_is_refused(double rho, double delta) => Assert.Throws<ArgumentOutOfRangeException>(() => GaussianAccount.Epsilon(rho, delta));

    private static double ExactEpsilon(double mu, double delta)
    {
        var (low, high) = (0.0, 1.0);
        if (Delta(mu, 0) <= delta) return 0;
        while (Delta(mu, high) > delta) high *= 2;
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            if (Delta(mu, middle) > delta) low = middle;
            else high = middle;
        }

        return high;
    }

    private static double Delta(double mu, double epsilon) => Phi(mu / 2 - epsilon / mu) - Math.Exp(epsilon) * Phi(-mu / 2 - epsilon / mu);

    private static double Phi(double x) => SpecialFunctions.Erfc(-x / Math.Sqrt(2)) / 2;
}
