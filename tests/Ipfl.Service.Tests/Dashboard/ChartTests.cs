using CsCheck;
using Ipfl.Service.Dashboard.Charts;
using Ipfl.Service.Dashboard.Reading;

namespace Ipfl.Service.Tests.Dashboard;

public sealed class ChartTests
{
    private static readonly Gen<double> Value = Gen.OneOf(Gen.Double[-1e6, 1e6], Gen.Double[0, 1], Gen.Double[-1e-4, 1e-4]);

    [Fact]
    public void An_axis_holds_all_values_between_a_few_round_marks() => Value.Array[1, 20].Sample(values =>
    {
        var scale = ChartScale.Over(values);
        var ticks = scale.Ticks().ToList();
        Assert.InRange(ticks.Count, 2, 9);
        Assert.All(values, value => Assert.InRange(scale.Place(value), -1e-9, 1 + 1e-9));
        var digit = scale.Step / Math.Pow(10, Math.Floor(Math.Log10(scale.Step * (1 + 1e-9))));
        Assert.Contains(new[] { 1.0, 2, 5 }, round => Math.Abs(round - digit) < 1e-6);
        Assert.Equal(0, scale.Place(ticks[0]), 1e-9);
        Assert.Equal(1, scale.Place(ticks[^1]), 1e-9);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.37)]
    [InlineData(-12)]
    public void A_line_of_equal_values_has_an_axis_too(double value)
    {
        var scale = ChartScale.Over([value, value]);
        Assert.InRange(scale.Place(value), 0, 1);
        Assert.True(scale.To > scale.From);
    }

    [Fact]
    public void Everybody_stands_inside_the_drawing_and_apart() => Graphs().Sample(graph =>
    {
        var layout = GraphLayout.Of(graph);
        Assert.Equal(graph.Nodes, layout.Nodes.Select(placed => placed.Node));
        Assert.Equal(graph.Edges, layout.Edges.Select(placed => placed.Edge));
        Assert.All(layout.Nodes, placed =>
        {
            Assert.InRange(placed.X, placed.Radius, GraphLayout.Width - placed.Radius);
            Assert.InRange(placed.Y, placed.Radius, GraphLayout.Height - placed.Radius);
        });
        Assert.Equal(layout.Nodes.Count, layout.Nodes.Select(placed => (Math.Round(placed.X, 3), Math.Round(placed.Y, 3))).Distinct().Count());
        Assert.Equal(layout.Edges.Count, layout.Edges.Select(placed => placed.Path).Distinct().Count());
        Assert.All(layout.Edges, placed => Assert.DoesNotContain("NaN", placed.Path, StringComparison.Ordinal));
    });

    [Fact]
    public void Who_earns_more_is_not_smaller_and_who_pays_more_has_no_thinner_arrow() => Graphs().Sample(graph =>
    {
        var layout = GraphLayout.Of(graph);
        Assert.Equal(Enumerable.Order(layout.Nodes.OrderBy(placed => placed.Node.Received).Select(placed => placed.Radius)), layout.Nodes.OrderBy(placed => placed.Node.Received).Select(placed => placed.Radius));
        Assert.Equal(Enumerable.Order(layout.Edges.OrderBy(placed => placed.Edge.Payment).Select(placed => placed.Width)), layout.Edges.OrderBy(placed => placed.Edge.Payment).Select(placed => placed.Width));
    });

    [Fact]
    public void Of_a_large_graph_the_largest_traders_are_shown()
    {
        GraphNode[] nodes = [.. Enumerable.Range(0, 100).Select(number => new GraphNode(number, $"p{number}", number, 0, 0))];
        var graph = new RoundGraph(nodes, [.. nodes.Skip(1).Select(node => new GraphEdge(nodes[0], node, 0.1, node.Received, 1))]);
        var top = graph.Top(10);
        Assert.Equal(Enumerable.Range(90, 10), top.Nodes.Select(node => node.Number));
        Assert.Empty(top.Edges);
        Assert.Same(graph, graph.Top(100));
    }

    private static Gen<RoundGraph> Graphs() =>
        Gen.Double[0, 100].Array[1, 30].SelectMany(incomes => Gen.Select(Gen.Int[0, incomes.Length - 1], Gen.Int[0, incomes.Length - 1], Gen.Double[0, 50]).Array[0, 40].Select(trades =>
        {
            GraphNode[] nodes = [.. incomes.Select((income, number) => new GraphNode(number, $"p{number}", income, 0, 0))];
            return new RoundGraph(nodes,
            [
                .. trades.Where(trade => trade.Item1 != trade.Item2).DistinctBy(trade => (trade.Item1, trade.Item2))
                    .Select(trade => new GraphEdge(nodes[trade.Item1], nodes[trade.Item2], 0.5, trade.Item3, 1)),
            ]);
        }));
}
