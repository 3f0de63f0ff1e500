using CsCheck;

namespace Ipfl.Reporting.Tests;

public sealed class ShownTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1.5, "−1.50")]
    [InlineData(0.5, "0.500")]
    [InlineData(12345.678, "12,346")]
    [InlineData(0.00001234, "1.23e−5")]
    [InlineData(2e9, "2.00e+9")]
    public void Numbers_read_well(double value, string shown) => Assert.Equal(shown, Shown.Number(value));

    [Fact]
    public void What_is_shown_is_close_to_the_value() => Gen.Double[-1e6, 1e6].Sample(value =>
    {
        var shown = double.Parse(Shown.Number(value).Replace('−', '-').Replace(",", ""));
        Assert.True(Math.Abs(shown - value) <= 0.005 * Math.Abs(value), $"{value} is shown as {shown}");
    });

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.004, "4.00 ms")]
    [InlineData(0.9996, "1.00 s")]
    [InlineData(9.94, "9.94 s")]
    [InlineData(59.96, "1 min 0 s")]
    [InlineData(83.6, "1 min 24 s")]
    [InlineData(119.7, "2 min 0 s")]
    [InlineData(3599.7, "1 h 0 min")]
    [InlineData(7260, "2 h 1 min")]
    [InlineData(7199, "2 h 0 min")]
    public void Durations_read_well(double seconds, string shown) => Assert.Equal(shown, Shown.Duration(seconds));

    [Fact]
    public void Markup_is_only_what_templates_hold() => Gen.String.Sample(text =>
    {
        var markup = Html.Of($"<p>{text}</p>").Markup;
        Assert.DoesNotContain('<', markup[3..^4]);
        Assert.DoesNotContain('"', markup[3..^4]);
    });

    [Fact]
    public void Spread_of_one_number_has_no_deviation()
    {
        Assert.Equal(new Spread(2, null, 1), Spread.Of([2]));
        Assert.Equal(new Spread(2, 1, 3), Spread.Of([1, 2, 3]));
    }
}
