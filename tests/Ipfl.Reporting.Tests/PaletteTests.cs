using ScottPlot;

namespace Ipfl.Reporting.Tests;

public sealed class PaletteTests
{
    private const double Apart = 15;

    /// <summary>Two pairs of the test data of Sharma, Wu and Dalal (2005), one of them in the blues that the rotation term is for.</summary>
    [Theory]
    [InlineData(50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425)]
    [InlineData(60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644)]
    [InlineData(2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082)]
    public void The_measure_of_differences_is_that_of_its_authors(double l1, double a1, double b1, double l2, double a2, double b2, double difference) =>
        Assert.Equal(difference, ColourVision.Difference((l1, a1, b1), (l2, a2, b2)), 1e-4);

    [Theory]
    [InlineData("normal")]
    [InlineData("protan")]
    [InlineData("deutan")]
    [InlineData("tritan")]
    public void Up_to_twelve_things_are_told_apart_by_all_eyes(string eyes)
    {
        for (var i = 0; i < 12; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (one, other) = (Palette.Of(i, 12), Palette.Of(j, 12));
                var difference = ColourVision.Difference(ColourVision.Lab(one, eyes), ColourVision.Lab(other, eyes));
                Assert.True(difference >= Apart, $"{one.ToHex()} and {other.ToHex()} differ by {difference:F1}");
            }
        }
    }

    /// <summary>Fewer things have the first of the same colours.</summary>
    [Fact]
    public void Nine_algorithms_have_nine_of_these_colours() => Assert.Equal(Palette.Few[..9], Enumerable.Range(0, 9).Select(i => Palette.Of(i, 9)));

    [Fact]
    public void Matrices_label_the_same_rows_as_columns()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"p{i}")];
        using var plot = Chart.New("", "", "");
        plot.NamesBelow(names);
        plot.NamesBeside(names);
        var (below, beside) = (Ticks(plot.Axes.Bottom), Ticks(plot.Axes.Left));
        Assert.Equal(below.Select(tick => tick.Label), beside.Select(tick => tick.Label));
        Assert.Equal(below.Select(tick => 59 - tick.Position), beside.Select(tick => tick.Position));
        Assert.Equal(("p0", 59), (beside[0].Label, beside[0].Position));
    }

    [Fact]
    public void An_axis_of_nothing_but_zeros_begins_at_zero()
    {
        using var plot = Chart.New("", "", "");
        plot.Add.Bar(new Bar { Position = 0, Value = 0 });
        plot.ScaleUp(most: 0, fromZero: true, unit: 100);
        Assert.Equal((0, 100), (plot.Axes.GetLimits().Bottom, plot.Axes.GetLimits().Top));
    }

    private static Tick[] Ticks(IAxis axis)
    {
        axis.TickGenerator.Regenerate(new CoordinateRange(-1, 60), axis.Edge, 500, Paint.NewDisposablePaint(), axis.TickLabelStyle);
        return [.. axis.TickGenerator.Ticks.Where(tick => tick.IsMajor)];
    }
}
