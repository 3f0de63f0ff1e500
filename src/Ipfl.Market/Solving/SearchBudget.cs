namespace Ipfl.Market.Solving;

/// <summary>
/// What exact solving may cost for one buyer, its payments included, in nodes: a branch of the tree that is looked at is one, and everything
/// else is charged by how many branches it takes the time of. Nodes are counted and never clocked, so that where a solve gives up depends on
/// nothing but the market. It also bounds memory: <see cref="MostBranches"/> at a time.
/// </summary>
internal sealed class SearchBudget(long nodes)
{
    /// <summary>A branch takes as long as so many cells of a table of totals.</summary>
    public const int CellsPerNode = 1024;

    /// <summary>A comparison over rational numbers takes as long as so many branches.</summary>
    public const int NodesPerTie = 16;

    private const int BranchesAlways = 1 << 12;

    private long _left = nodes;

    /// <summary>The budget of a solve whose author set none.</summary>
    public static SearchBudget Usual => new(SolveOptions.DefaultBudget);

    /// <summary>Nodes that one buyer may take.</summary>
    public long Nodes { get; } = nodes;

    /// <summary>Nodes that the present buyer has left.</summary>
    public long Left => _left;

    /// <summary>Branches that may be alive at the same time.</summary>
    public long MostBranches => BranchesAlways + (Nodes / 8);

    /// <summary>Begins with another buyer, or with another question about the same.</summary>
    public void Renew() => _left = Nodes;

    /// <summary>Whether so many nodes were left; they no longer are.</summary>
    public bool Spend(long count) => (_left -= count) >= 0;
}
