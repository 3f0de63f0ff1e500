namespace Ipfl.Simulation.Tests.Comparing;

public sealed class SignificantTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1.5, "1.50")]
    [InlineData(-0.01234, "-0.0123")]
    [InlineData(99.96, "100")]
    [InlineData(9.996, "10.0")]
    [InlineData(1234.5678, "1235")]
    [InlineData(0.5, "0.500")]
    public void A_number_has_three_digits(double value, string text) => Assert.Equal(text, Significant.Text(value));

    [Theory]
    [InlineData(62.5, 17.678, "62.5 ± 17.7")]
    [InlineData(1, 2.8284, "1.00 ± 2.83")]
    [InlineData(1234.5, 0.25, "1234.5 ± 0.3")]
    [InlineData(-0.0001, 0.5, "0.000 ± 0.500")]
    [InlineData(31.5, 0, "31.5 ± 0.0")]
    public void A_mean_and_its_deviation_share_their_decimals(double mean, double deviation, string text) =>
        Assert.Equal(text, Significant.Text(new Spread(mean, deviation, 2)));

    [Fact]
    public void A_single_number_has_no_deviation() => Assert.Equal("0.625", Significant.Text(Spread.Of([0.625])));
}
