using ScottPlot;
using SkiaSharp;

namespace Ipfl.Reporting;

/// <summary>An entry of a sheet's legend: a square in that colour, or a line.</summary>
internal readonly record struct SheetItem(string Text, Color Colour, bool Line = false, bool Dashed = false);

/// <summary>Several plots on one picture below a common heading and legend.</summary>
internal static class PanelSheet
{
    private const int LineHeight = 22;
    private const int Widest = Chart.Width - 60;
    private const int Sample = 26;
    private const int Gap = 22;

    /// <summary>A sheet's width for each panel.</summary>
    public static int PanelWidth(int columns) => Chart.Width / columns;

    /// <summary>Draws a sheet; panels are disposed.</summary>
    /// <param name="head">Lines of text, the first one large.</param>
    /// <param name="legend">What colours mean; may be empty.</param>
    /// <param name="panels">The plots, row by row.</param>
    /// <param name="columns">How many stand side by side.</param>
    /// <param name="height">The height of each.</param>
    public static byte[] Draw(IReadOnlyList<string> head, IReadOnlyList<SheetItem> legend, IReadOnlyList<Plot> panels, int columns, int height)
    {
        using var font = new SKFont(BundledFont.Regular, 13);
        var rows = Wrap(legend, font);
        var top = 30 + (LineHeight * (head.Count + rows.Count));
        var width = PanelWidth(columns);
        var size = new SKImageInfo(Chart.Width * Chart.Scale, (top + (height * ((panels.Count + columns - 1) / columns))) * Chart.Scale);
        using var surface = SKSurface.Create(size);
        surface.Canvas.Clear(SKColors.White);
        for (var i = 0; i < panels.Count; i++)
        {
            using var panel = SKImage.FromEncodedData(panels[i].ToPng(width, height));
            surface.Canvas.DrawImage(panel, i % columns * width * Chart.Scale, (top + (i / columns * height)) * Chart.Scale, SKSamplingOptions.Default);
        }

        surface.Canvas.Scale(Chart.Scale);
        DrawHead(surface.Canvas, head, font);
        for (var row = 0; row < rows.Count; row++) DrawItems(surface.Canvas, rows[row], 32 + (LineHeight * (head.Count + row)), font);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static List<List<SheetItem>> Wrap(IReadOnlyList<SheetItem> legend, SKFont font)
    {
        var rows = new List<List<SheetItem>>();
        foreach (var item in legend)
        {
            if (rows.Count > 0 && Length([.. rows[^1], item], font) <= Widest) rows[^1].Add(item);
            else rows.Add([item]);
        }

        return rows;
    }

    private static float Length(List<SheetItem> items, SKFont font) => items.Sum(item => Sample + 6 + font.MeasureText(item.Text)) + (Gap * (items.Count - 1));

    private static void DrawHead(SKCanvas canvas, IReadOnlyList<string> lines, SKFont font)
    {
        using var title = new SKFont(BundledFont.Bold, 17);
        using var ink = Paint(Palette.Ink);
        for (var i = 0; i < lines.Count; i++) canvas.DrawText(lines[i], Chart.Width / 2f, i == 0 ? 30 : 32 + (LineHeight * i), SKTextAlign.Center, i == 0 ? title : font, ink);
    }

    private static void DrawItems(SKCanvas canvas, List<SheetItem> items, float y, SKFont font)
    {
        using var ink = Paint(Palette.Ink);
        var x = (Chart.Width - Length(items, font)) / 2;
        foreach (var item in items)
        {
            using var paint = Paint(item.Colour);
            if (item.Dashed) DrawDashes(canvas, x, y - 5, paint);
            else canvas.DrawRect(x, item.Line ? y - 6 : y - 11, Sample, item.Line ? 3 : 12, paint);
            canvas.DrawText(item.Text, x + Sample + 6, y, SKTextAlign.Left, font, ink);
            x += Sample + 6 + font.MeasureText(item.Text) + Gap;
        }
    }

    private static void DrawDashes(SKCanvas canvas, float x, float y, SKPaint paint)
    {
        for (var dash = 0; dash < 3; dash++) canvas.DrawRect(x + (dash * 10), y - 1, 6, 3, paint);
    }

    private static SKPaint Paint(Color colour) => new() { Color = new SKColor(colour.R, colour.G, colour.B), IsAntialias = true };
}
