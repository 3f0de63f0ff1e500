namespace Ipfl.Market.Solving;

/// <summary>A partial set: its total of samples, the reduced costs paid so far, its size relative to the prefix, and what was toggled.</summary>
internal readonly record struct Branch(Int128 Total, double Penalty, int Size, Toggle? Toggles)
{
    public int[] ToggledRanks()
    {
        var ranks = new List<int>();
        for (var toggle = Toggles; toggle is not null; toggle = toggle.Before) ranks.Add(toggle.Rank);
        return [.. ranks];
    }
}

/// <summary>A chain of toggled ranks, shared between branches.</summary>
internal sealed record Toggle(int Rank, Toggle? Before);
