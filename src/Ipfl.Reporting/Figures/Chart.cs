using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace Ipfl.Reporting;

/// <summary>The common look of all charts.</summary>
internal static class Chart
{
    /// <summary>Pixels of a picture per unit of its layout, for sharp text on dense screens.</summary>
    public const int Scale = 2;

    /// <summary>Layout width of a chart.</summary>
    public const int Width = 900;

    /// <summary>Layout height of a chart.</summary>
    public const int Height = 520;

    private const int MostNames = 50;

    // Data beside a legend or a colour bar are at least this wide.
    private const int NarrowestData = 640;

    // Plots centre text by the box of its line; digits and capitals of this font sit higher than that.
    private const float TextDrop = 2;

    /// <summary>An empty chart with a title and named axes.</summary>
    public static Plot New(string title, string xLabel, string yLabel)
    {
        BundledFont.Install();
        var plot = new Plot { ScaleFactor = Scale };
        plot.Title(title, 17);
        plot.XLabel(xLabel, 14);
        plot.YLabel(yLabel, 14);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.MinorTickStyle.Length = plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Left.TickGenerator = new NumericAutomatic { TickDensity = 0.6 };
        plot.Axes.Left.TickLabelStyle.OffsetY = plot.Axes.Bottom.TickLabelStyle.OffsetY = TextDrop;
        plot.Axes.Top.FrameLineStyle.Width = plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = Palette.Faint;
        return plot;
    }

    /// <summary>Puts the legend beside the data, where it covers nothing.</summary>
    public static void LegendOutside(this Plot plot, params IEnumerable<LegendItem> items)
    {
        LegendItem[] all = [.. plot.GetPlottables().SelectMany(p => p.LegendItems).Where(item => !string.IsNullOrEmpty(item.LabelText)), .. items];
        foreach (var item in all) item.LabelOffsetY = TextDrop;
        foreach (var named in plot.GetPlottables().OfType<IHasLegendText>()) named.LegendText = "";
        plot.Legend.ManualItems.AddRange(all);
        plot.Legend.SymbolWidth = 34;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = 13;
        plot.ShowLegend(Edge.Right);
    }

    /// <summary>Whole rounds on the horizontal axis, about ten of them labelled; the first one stands at <paramref name="first"/>.</summary>
    public static void RoundTicks(this Plot plot, int rounds, int first = 1)
    {
        var step = WholeStep(rounds);
        int[] ticks = [.. Enumerable.Range(1, rounds).Where(round => round == 1 || round % step == 0)];
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks.Select(tick => (double)(tick - 1 + first))], [.. ticks.Select(tick => $"{tick}")]);
        var (last, room) = (first + rounds - 1, rounds == 1 ? 0.5 : 0.02 * (rounds - 1));
        plot.Axes.SetLimitsX(first - room, last + room);
    }

    /// <summary>Names along the left side, the first at the top; the same ones have a label as along the bottom.</summary>
    public static void NamesBeside(this Plot plot, IReadOnlyList<string> names, int longest = 14) => NameTicks(plot.Axes.Left, names, longest, fromTop: true);

    /// <summary>Names at 0, 1, …, or the last of them at 0; every n-th of them beyond 50, cut to <paramref name="longest"/> letters.</summary>
    public static string[] NameTicks(IAxis axis, IReadOnlyList<string> names, int longest = 14, bool fromTop = false)
    {
        var every = (names.Count + MostNames - 1) / MostNames;
        int[] shown = [.. Enumerable.Range(0, names.Count).Where(i => i % every == 0)];
        string[] labels = [.. shown.Select(i => OneLine.Of(names[i], longest))];
        axis.TickGenerator = new NumericManual([.. shown.Select(i => (double)(fromTop ? names.Count - 1 - i : i))], labels);
        axis.MajorTickStyle.Length = 0;
        return labels;
    }

    /// <summary>Names along the bottom, upright and with room for them where they would touch on data of that width.</summary>
    public static void NamesBelow(this Plot plot, IReadOnlyList<string> names, int dataWidth = NarrowestData)
    {
        var axis = plot.Axes.Bottom;
        var labels = NameTicks(axis, names);
        axis.TickLabelStyle.FontSize = names.Count > 30 ? 10 : 13;
        using var font = new SKFont(BundledFont.Regular, axis.TickLabelStyle.FontSize);
        var widest = labels.Select(label => font.MeasureText(label)).DefaultIfEmpty().Max();
        plot.Axes.SetLimitsX(-0.7, names.Count - 0.3);
        if (widest + 8 < dataWidth / (names.Count + 0.4)) return;
        axis.TickLabelStyle.Rotation = -90;
        axis.TickLabelStyle.Alignment = Alignment.MiddleRight;
        axis.MinimumSize = widest + 34;
    }

    /// <summary>A chart for a sheet of several, with a smaller title.</summary>
    public static Plot Panel(string title, string xLabel, string yLabel)
    {
        var plot = New(title, xLabel, yLabel);
        plot.Axes.Title.Label.FontSize = 14;
        plot.Axes.Bottom.Label.FontSize = plot.Axes.Left.Label.FontSize = 13;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 12;
        return plot;
    }

    /// <summary>The vertical axis of what cannot be below 0, in bars or lines: from 0 where <paramref name="fromZero"/>, and with room where all is 0.</summary>
    public static void ScaleUp(this Plot plot, double most, bool fromZero, double unit = 1)
    {
        plot.Axes.AutoScaleY();
        if (most == 0) plot.Axes.SetLimitsY(fromZero ? 0 : -0.05 * unit, unit);
        else if (fromZero) plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
    }

    /// <summary>Renders the chart as PNG.</summary>
    public static byte[] ToPng(this Plot plot, int width = Width, int height = Height)
    {
        using (plot) return plot.GetImage(width * Scale, height * Scale).GetImageBytes(ImageFormat.Png);
    }

    private static int WholeStep(int rounds)
    {
        for (var power = 1; ; power *= 10)
            foreach (var factor in (int[])[1, 2, 5])
                if (rounds <= 12 * factor * power) return factor * power;
    }
}
