using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>One whose upload counted in a round, with what it earned and spent, in units.</summary>
public sealed record GraphNode(int Number, string Name, double Received, double Paid, double Utility);

/// <summary>A trade: the model goes from the seller to the buyer, the payment the other way.</summary>
public sealed record GraphEdge(GraphNode Buyer, GraphNode Seller, double Distance, double Payment, long Micros);

/// <summary>Who bought from whom in a round.</summary>
/// <param name="Nodes">All whose uploads counted, by number.</param>
/// <param name="Edges">All trades, by buyer, then by seller.</param>
public sealed record RoundGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges)
{
    /// <summary>The rounds that were settled, the last one first.</summary>
    public static Task<List<int>> SettledRoundsAsync(ServiceDb db, string market, CancellationToken cancellation) =>
        db.Rounds.Where(row => row.MarketId == market && row.SettledAt != null).OrderByDescending(row => row.Number).Select(row => row.Number).ToListAsync(cancellation);

    /// <summary>A settled round's graph.</summary>
    public static async Task<RoundGraph> OfAsync(ServiceDb db, string market, int round, CancellationToken cancellation)
    {
        var nodes = await db.Entries
            .Where(entry => entry.MarketId == market && entry.Round == round && entry.Stage == EntryStage.Accepted)
            .Join(db.Participants.Where(participant => participant.MarketId == market), entry => entry.Participant, participant => participant.Number, (entry, participant) => new { entry, participant.Name })
            .OrderBy(pair => pair.entry.Participant)
            .Select(pair => new GraphNode(pair.entry.Participant, pair.Name, pair.entry.Received, pair.entry.Paid, pair.entry.Utility))
            .ToListAsync(cancellation);
        var byNumber = nodes.ToDictionary(node => node.Number);
        var trades = await db.Trades.AsNoTracking().Where(row => row.MarketId == market && row.Round == round).OrderBy(row => row.Buyer).ThenBy(row => row.Seller).ToListAsync(cancellation);
        return new(nodes, [.. trades.Select(row => new GraphEdge(byNumber[row.Buyer], byNumber[row.Seller], row.Distance, row.Payment, row.Micros))]);
    }

    /// <summary>The part of a large graph that can be looked at: those with the largest trades, and what they trade with each other.</summary>
    public RoundGraph Top(int count)
    {
        if (Nodes.Count <= count) return this;
        var kept = Nodes.OrderByDescending(node => node.Received + node.Paid).ThenBy(node => node.Number).Take(count).OrderBy(node => node.Number).ToList();
        var numbers = kept.Select(node => node.Number).ToHashSet();
        return new(kept, [.. Edges.Where(edge => numbers.Contains(edge.Buyer.Number) && numbers.Contains(edge.Seller.Number))]);
    }
}
