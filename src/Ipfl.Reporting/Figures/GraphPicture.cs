using SkiaSharp;

namespace Ipfl.Reporting;

/// <summary>Draws a collaboration graph.</summary>
internal sealed class GraphPicture : IDisposable
{
    private const int Crowded = 600;
    private static readonly SKColor Ink = SKColor.Parse("#1A1A1A");
    private static readonly SKColor EdgeColour = SKColor.Parse("#0072B2");
    private readonly SKSurface _surface = SKSurface.Create(new SKImageInfo(GraphLayout.Width * Chart.Scale, GraphLayout.Height * Chart.Scale));
    private readonly IReadOnlyList<ParticipantTotal> _people;
    private readonly GraphLayout _layout;
    private readonly double _least;
    private readonly double _most;
    private readonly bool _byPayment;

    private GraphPicture(IReadOnlyList<ParticipantTotal> people, IReadOnlyList<GraphEdge> edges, bool byPayment)
    {
        (_people, _layout, _byPayment) = (people, new GraphLayout(people), byPayment);
        (_least, _most) = (edges.Min(Size), edges.Max(Size));
        Canvas.Clear(SKColors.White);
        Canvas.Scale(Chart.Scale);
    }

    private SKCanvas Canvas => _surface.Canvas;

    public static byte[] Draw(string title, IReadOnlyList<ParticipantTotal> people, IReadOnlyList<GraphEdge> edges, bool byPayment)
    {
        using var picture = new GraphPicture(people, edges, byPayment);
        picture.DrawEdges(edges);
        for (var i = 0; i < people.Count; i++) picture.DrawNode(i);
        picture.DrawText(title, new SKPoint(GraphLayout.Width / 2f, 34), SKTextAlign.Center, 17, BundledFont.Bold);
        picture.DrawLegend(edges);
        using var image = picture._surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public void Dispose() => _surface.Dispose();

    private double Size(GraphEdge edge) => _byPayment ? edge.Payment : edge.Weight;

    // Where all edges are alike, none stands out.
    private double Share(double size) => _most > _least ? Math.Clamp(size / _most, 0, 1) : 0.3;

    // Weak edges first, so that strong ones lie on top.
    private void DrawEdges(IReadOnlyList<GraphEdge> edges)
    {
        var index = _people.Select((p, i) => (p.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i, StringComparer.Ordinal);
        var thickest = edges.Count <= 150 ? 7 : edges.Count <= Crowded ? 4 : 1;
        var faintest = edges.Count <= 150 ? 0.35 : edges.Count <= Crowded ? 0.25 : 0.1;
        foreach (var edge in edges.OrderBy(Size))
        {
            var share = Share(Size(edge));
            DrawEdge(index[edge.Seller], index[edge.Buyer], (float)(0.6 + ((thickest - 0.6) * share)), Fade(faintest + ((0.95 - faintest) * share)), edges.Count <= Crowded);
        }
    }

    // Opaque shades instead of transparent ones: crossings stay readable, and pictures get smaller.
    private static SKColor Fade(double strength) => new(
        (byte)(255 - ((255 - EdgeColour.Red) * strength)), (byte)(255 - ((255 - EdgeColour.Green) * strength)), (byte)(255 - ((255 - EdgeColour.Blue) * strength)));

    private void DrawEdge(int seller, int buyer, float width, SKColor colour, bool headed)
    {
        if (seller == buyer) return;
        var (from, to) = (_layout.Node(seller), _layout.Node(buyer));
        var bend = GraphLayout.Bend(from, to);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        var back = Unit(bend, to);
        var head = Math.Min(6 + (1.6f * width), 16);
        var tip = new SKPoint(to.X - (back.X * (_layout.Radius(buyer) + 1)), to.Y - (back.Y * (_layout.Radius(buyer) + 1)));
        var neck = new SKPoint(tip.X - (back.X * head), tip.Y - (back.Y * head));
        DrawLine(from, bend, neck, width, paint);
        if (headed) DrawHead(tip, neck, back, head, paint);
    }

    private void DrawLine(SKPoint from, SKPoint bend, SKPoint to, float width, SKPaint paint)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(from);
        builder.QuadTo(bend, to);
        using var path = builder.Detach();
        (paint.Style, paint.StrokeWidth) = (SKPaintStyle.Stroke, width);
        Canvas.DrawPath(path, paint);
    }

    private void DrawHead(SKPoint tip, SKPoint neck, SKPoint direction, float length, SKPaint paint)
    {
        var half = 0.42f * length;
        using var builder = new SKPathBuilder();
        builder.AddPoly([tip, new(neck.X - (half * direction.Y), neck.Y + (half * direction.X)), new(neck.X + (half * direction.Y), neck.Y - (half * direction.X))]);
        using var path = builder.Detach();
        paint.Style = SKPaintStyle.Fill;
        Canvas.DrawPath(path, paint);
    }

    private void DrawNode(int i)
    {
        DrawMark(_layout.Node(i), _layout.Radius(i), _people[i].Standing);
        DrawName(i);
    }

    // Squares for those who send anything but their model: colour is not all that tells them apart.
    private void DrawMark(SKPoint place, float radius, Standing standing)
    {
        using var fill = new SKPaint { Color = NodeColours.Of(standing), IsAntialias = true };
        using var rim = new SKPaint { Color = Ink, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 1.2f };
        var side = radius * 0.886f;
        foreach (var paint in new[] { fill, rim })
        {
            if (standing.IsBenign) Canvas.DrawCircle(place, radius, paint);
            else Canvas.DrawRect(place.X - side, place.Y - side, 2 * side, 2 * side, paint);
        }
    }

    // Names stand along the radius, turned so that none is upside down: so they never touch.
    private void DrawName(int i)
    {
        var (place, angle) = (_layout.Label(i), _layout.Angle(i));
        var left = Math.Cos(angle) < -1e-9;
        var few = _layout.Few;
        var size = few ? 14 : Math.Clamp(700f / _people.Count, 8, 13);
        var name = OneLine.Of(_people[i].Label, few ? 12 : 14);
        Canvas.Save();
        Canvas.Translate(place.X, place.Y);
        if (!few) Canvas.RotateRadians((float)(left ? angle + Math.PI : angle));
        var upright = few && Math.Abs(Math.Cos(angle)) < 0.3;
        DrawText(name, new SKPoint(0, (size * 0.36f) + (upright ? 4 * Math.Sign(Math.Sin(angle)) : 0)), upright ? SKTextAlign.Center : left ? SKTextAlign.Right : SKTextAlign.Left, size, BundledFont.Regular);
        Canvas.Restore();
    }

    private void DrawLegend(IReadOnlyList<GraphEdge> edges)
    {
        const float y = GraphLayout.Height - 22;
        DrawText("Arrow: seller → buyer, width: " + (_byPayment ? "payment " : "weight ") + (_most > _least ? "up to " : "") + Shown.Short(edges.Max(Size)), new SKPoint(30, y), SKTextAlign.Left, 13, BundledFont.Regular);
        DrawStandings(y - 28);
        var samples = _people.Select(p => p.Samples).OfType<long>().ToArray();
        if (samples.Length > 0)
            DrawText($"Circle: {samples.Min()} to {samples.Max()} samples", new SKPoint(GraphLayout.Width - 30, y), SKTextAlign.Right, 13, BundledFont.Regular);
    }

    private void DrawStandings(float y)
    {
        var standings = _people.Select(p => p.Standing).DistinctBy(standing => standing.Name).ToArray();
        if (standings.Length < 2) return;
        using var font = new SKFont(BundledFont.Regular, 13);
        var x = 38f;
        foreach (var standing in standings)
        {
            DrawMark(new SKPoint(x, y - 5), 7, standing);
            DrawText(standing.Name, new SKPoint(x + 12, y), SKTextAlign.Left, 13, BundledFont.Regular);
            x += 36 + font.MeasureText(standing.Name);
        }
    }

    private void DrawText(string text, SKPoint place, SKTextAlign align, float size, SKTypeface face)
    {
        using var font = new SKFont(face, size);
        using var paint = new SKPaint { Color = Ink, IsAntialias = true };
        Canvas.DrawText(text, place, align, font, paint);
    }

    private static SKPoint Unit(SKPoint from, SKPoint to)
    {
        var difference = to - from;
        return difference.Length > 0 ? new SKPoint(difference.X / difference.Length, difference.Y / difference.Length) : new SKPoint(1, 0);
    }
}
