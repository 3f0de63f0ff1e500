using Ipfl.Service.Dashboard.Reading;

namespace Ipfl.Service.Dashboard.Charts;

/// <summary>A participant's place in the drawing.</summary>
/// <param name="Node">The participant.</param>
/// <param name="X">The circle's centre.</param>
/// <param name="Y">The circle's centre.</param>
/// <param name="Radius">Its square grows with what the participant earned.</param>
/// <param name="LabelX">Where its name begins or ends, outside of the ring.</param>
/// <param name="LabelY">Where its name is.</param>
/// <param name="Anchor">Which end of the name is there.</param>
internal sealed record PlacedNode(GraphNode Node, double X, double Y, double Radius, double LabelX, double LabelY, string Anchor);

/// <summary>An arrow of the drawing, from seller to buyer.</summary>
/// <param name="Edge">The trade.</param>
/// <param name="Path">The curve.</param>
/// <param name="Width">Grows with the payment.</param>
internal sealed record PlacedEdge(GraphEdge Edge, string Path, double Width);

/// <summary>Places a graph on a ring: everybody at the same distance from the next, arrows bent towards the middle so that two between the same pair stay apart.</summary>
internal sealed class GraphLayout
{
    /// <summary>The drawing's width, with room for names on both sides.</summary>
    public const double Width = 800;

    /// <summary>The drawing's height.</summary>
    public const double Height = 560;

    private const double Ring = 205;
    private const double SmallestRadius = 7;
    private const double LargestRadius = 22;
    private const double ThinnestWidth = 1.5;
    private const double ThickestWidth = 7;
    private const double ArrowLength = 9;
    private const double Bend = 0.22;

    private GraphLayout(IReadOnlyList<PlacedNode> nodes, IReadOnlyList<PlacedEdge> edges) => (Nodes, Edges) = (nodes, edges);

    public IReadOnlyList<PlacedNode> Nodes { get; }

    public IReadOnlyList<PlacedEdge> Edges { get; }

    public static GraphLayout Of(RoundGraph graph)
    {
        var mostIncome = graph.Nodes.Select(node => node.Received).DefaultIfEmpty().Max();
        var mostPayment = graph.Edges.Select(edge => edge.Payment).DefaultIfEmpty().Max();
        PlacedNode[] nodes = [.. graph.Nodes.Select((node, place) => Place(node, 2 * Math.PI * place / graph.Nodes.Count, Share(node.Received, mostIncome)))];
        var byNumber = nodes.ToDictionary(node => node.Node.Number);
        return new(nodes, [.. graph.Edges.Select(edge => Place(edge, byNumber[edge.Seller.Number], byNumber[edge.Buyer.Number], Share(edge.Payment, mostPayment)))]);
    }

    private static PlacedNode Place(GraphNode node, double angle, double share)
    {
        // The first one stands at the top, the others follow clockwise.
        var (sin, cos) = (Math.Sin(angle), -Math.Cos(angle));
        var radius = Math.Sqrt((SmallestRadius * SmallestRadius) + (share * ((LargestRadius * LargestRadius) - (SmallestRadius * SmallestRadius))));
        var label = Ring + LargestRadius + 8;
        var anchor = Math.Abs(sin) < 0.15 ? "middle" : sin > 0 ? "start" : "end";
        return new(node, (Width / 2) + (Ring * sin), (Height / 2) + (Ring * cos), radius, (Width / 2) + (label * sin), (Height / 2) + (label * cos), anchor);
    }

    private static PlacedEdge Place(GraphEdge edge, PlacedNode seller, PlacedNode buyer, double share)
    {
        var width = ThinnestWidth + (share * (ThickestWidth - ThinnestWidth));
        var (dx, dy) = (buyer.X - seller.X, buyer.Y - seller.Y);

        // Always to the left of the way, so that the arrow back runs on the other side.
        var (controlX, controlY) = (((seller.X + buyer.X) / 2) + (Bend * dy), ((seller.Y + buyer.Y) / 2) - (Bend * dx));
        var (startX, startY) = Towards(seller, controlX, controlY, seller.Radius);
        var (endX, endY) = Towards(buyer, controlX, controlY, buyer.Radius + ArrowLength);
        return new(edge, $"M{Svg.Text(startX)} {Svg.Text(startY)}Q{Svg.Text(controlX)} {Svg.Text(controlY)} {Svg.Text(endX)} {Svg.Text(endY)}", width);
    }

    private static (double X, double Y) Towards(PlacedNode node, double x, double y, double distance)
    {
        var (dx, dy) = (x - node.X, y - node.Y);
        var length = Math.Max(1e-9, Math.Sqrt((dx * dx) + (dy * dy)));
        return (node.X + (distance * dx / length), node.Y + (distance * dy / length));
    }

    private static double Share(double value, double most) => most > 0 ? Math.Clamp(value / most, 0, 1) : 0;
}
