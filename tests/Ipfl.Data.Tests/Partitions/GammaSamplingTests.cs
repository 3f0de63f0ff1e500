namespace Ipfl.Data.Tests;

public class GammaSamplingTests
{
    private const int Count = 200_000;

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(40)]
    public void Mean_and_variance_are_the_shape(double shape)
    {
        var random = RandomLabels.Stream(17);
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            var x = Math.Exp(GammaSampling.NextLog(random, shape));
            sum += x;
            squares += (x - shape) * (x - shape);
        }

        // The fourth central moment of Gamma(a) is 3a² + 6a.
        Assert.Equal(shape, sum / Count, 5 * Math.Sqrt(shape / Count));
        Assert.Equal(shape, squares / Count, 5 * Math.Sqrt((2 * shape * shape + 6 * shape) / Count));
    }

    /// <summary>E[log G] = ψ(a) and Var[log G] = ψ′(a); values of Abramowitz and Stegun's functions.</summary>
    [Theory]
    [InlineData(0.01, -100.5608854578687, 10001.621213528313)]
    [InlineData(0.1, -10.423754940411076, 101.43329915079276)]
    [InlineData(1, -0.5772156649015329, 1.6449340668482264)]
    [InlineData(10, 2.251752589066721, 0.10516633568168575)]
    public void Mean_logarithm_is_the_digamma_function(double shape, double digamma, double trigamma)
    {
        var random = RandomLabels.Stream(23);
        var sum = 0.0;
        for (var i = 0; i < Count; i++) sum += GammaSampling.NextLog(random, shape);
        Assert.Equal(digamma, sum / Count, 5 * Math.Sqrt(trigamma / Count));
    }

    /// <summary>Gamma(1) is the exponential distribution: P(G ≤ x) = 1 − e^−x.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    [InlineData(2)]
    [InlineData(4)]
    public void Shape_one_is_exponential(double x)
    {
        var random = RandomLabels.Stream(29);
        var below = 0;
        for (var i = 0; i < Count; i++) if (GammaSampling.NextLog(random, 1) <= Math.Log(x)) below++;
        var expected = 1 - Math.Exp(-x);
        Assert.Equal(expected, below / (double)Count, 5 * Math.Sqrt(expected * (1 - expected) / Count));
    }
}
