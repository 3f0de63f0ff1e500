using CsCheck;

namespace Ipfl.Reporting.Tests;

public sealed class ShownTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1.5, "−1.5")]
    [InlineData(12345.678, "12,345.68")]
    [InlineData(0.00001234, "1.234e−5")]
    public void Numbers_read_well(double value, string shown) => Assert.Equal(shown, Shown.Number(value));

    [Fact]
    public void What_is_shown_is_close_to_the_value() => Gen.Double[-1e6, 1e6].Sample(value =>
    {
        var shown = double.Parse(Shown.Number(value).Replace('−', '-').Replace(",", ""));
        Assert.True(Math.Abs(shown - value) <= 0.006, $"{value} is shown as {shown}");
    });

    [Theory]
    [InlineData(0.004, "4 ms")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(83.4, "1 min 23 s")]
    [InlineData(7260, "2 h 1 min")]
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
        Assert.Equal((2.0, double.NaN), (Spread.Of([2]).Mean, Spread.Of([2]).Deviation));
        Assert.Equal(new Spread(2, 1, 3), Spread.Of([1, 2, 3]));
    }
}
