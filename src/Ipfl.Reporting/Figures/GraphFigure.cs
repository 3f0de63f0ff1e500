namespace Ipfl.Reporting;

/// <summary>Who collaborates with whom: the graph of the last round, and of all rounds where that tells something else.</summary>
internal static class GraphFigure
{
    private const int MostShown = 250;

    public static IEnumerable<Figure> Draw(RunResults run)
    {
        var sum = run.SummedEdges();
        if (sum.Count == 0) yield break;
        var last = run.Rounds[^1].Edges;
        if (last.Count > 0) yield return Draw(run, "graph-last", $"Collaboration in the last round ({run.Rounds.Count})", last);
        if (!SameContent(last, sum)) yield return Draw(run, "graph-all", "Collaboration over all rounds", sum);
    }

    private static Figure Draw(RunResults run, string name, string title, IReadOnlyList<GraphEdge> edges)
    {
        var paid = edges.Any(edge => edge.Payment != 0);
        var strongest = Strongest(edges);
        var png = GraphPicture.Draw(title, run.Participants, strongest, paid);
        var shown = strongest.Count == edges.Count ? $"{Counted.Of(edges.Count, "edge")}." : $"Shown are the {strongest.Count} strongest of {edges.Count} edges.";
        var groups = run.HasGroups ? " Its colour is its type or role; squares are free-riders and attackers." : "";
        var width = paid ? "the payment" : "the weight with which the buyer uses the model (no payments)";
        return new Figure(name, "Collaboration", title, $"Arrows go from seller to buyer; their width and strength are {width}. The area of a node is its number of samples.{groups} {shown}", png);
    }

    // Beyond a few hundred arrows nobody sees anything; edges as strong as the last one shown are shown too.
    private static IReadOnlyList<GraphEdge> Strongest(IReadOnlyList<GraphEdge> edges)
    {
        if (edges.Count <= MostShown) return edges;
        var weakest = edges.Select(Size).OrderDescending().ElementAt(MostShown - 1);
        return [.. edges.Where(edge => Size(edge) >= weakest)];
    }

    // Equal up to a common factor: then both pictures are the same.
    private static bool SameContent(IReadOnlyList<GraphEdge> last, IReadOnlyList<GraphEdge> sum)
    {
        if (last.Count != sum.Count) return false;
        var byPair = sum.ToDictionary(edge => (edge.Buyer, edge.Seller));
        var (lastTotal, sumTotal) = (last.Sum(Size), sum.Sum(Size));
        return last.All(edge => byPair.TryGetValue((edge.Buyer, edge.Seller), out var other)
            && Math.Abs((Size(edge) * sumTotal) - (Size(other) * lastTotal)) <= 1e-9 * Math.Abs(lastTotal * sumTotal));
    }

    private static double Size(GraphEdge edge) => edge.Payment != 0 ? edge.Payment : edge.Weight;
}
