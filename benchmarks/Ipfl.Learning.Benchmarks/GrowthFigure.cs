using Ipfl.Reporting;
using Palette = Ipfl.Reporting.Palette;

namespace Ipfl.Learning.Benchmarks;

/// <summary>How time grows with participants and parameters, on logarithmic axes.</summary>
internal static class GrowthFigure
{
    private static readonly (string Label, string Prefix, string Suffix)[] Curves =
    [
        ("market alone, marginal", "ours solve marginal ", ""),
        ("market alone, vcg", "ours solve vcg ", ""),
        ("whole step, 44,426 numbers", "ours step ", " 44426"),
        ("per-pair loop in Python", "python step ", " 44426"),
    ];

    /// <summary>Draws it as PNG.</summary>
    public static void Write(Measurements measured, string path)
    {
        var plot = Chart.New("The market step over the number of participants", "Participants", "Milliseconds");
        foreach (var (index, (label, prefix, suffix)) in Curves.Index())
        {
            var series = measured.Series(prefix, suffix);
            if (series.Length == 0) continue;
            var line = plot.Add.Scatter(series.Select(p => Math.Log10(p.At)).ToArray(), series.Select(p => Math.Log10(p.Value)).ToArray(), Palette.Of(index, Curves.Length));
            (line.LegendText, line.LineWidth, line.MarkerSize) = (label, 2, 8);
        }

        plot.Axes.Bottom.TickGenerator = Powers();
        plot.Axes.Left.TickGenerator = Powers();
        plot.LegendOutside();
        File.WriteAllBytes(path, plot.ToPng(Chart.Width, Chart.Height));
    }

    private static ScottPlot.TickGenerators.NumericAutomatic Powers() => new()
    {
        IntegerTicksOnly = true,
        LabelFormatter = power => Shown.Number(Math.Pow(10, power)),
    };
}
