using System.Numerics;
using Ipfl.Market.Exact;

namespace Ipfl.Market.Solving;

/// <summary>Decides between two sets whose values agree to rounding.</summary>
internal readonly struct SetComparison(BuyerProblem problem, DensityOrder order, int prefix)
{
    /// <summary>Whether <paramref name="a"/> is better; <paramref name="difference"/> is the loss of a less that of b in float64.</summary>
    public bool Precedes(Branch a, Branch b, double difference)
    {
        var (onlyA, onlyB) = Differences(a, b);
        if (onlyA.Count + onlyB.Count == 0) return false;
        var value = problem.Written is { } written ? written.Of(Members(a)).CompareTo(written.Of(Members(b))) : CompareValues(a, b, onlyA, onlyB, difference);
        if (value != 0) return value > 0;
        if (a.Size != b.Size) return a.Size < b.Size;

        // Of two sets of equal size the one that holds the lowest index of their difference comes first.
        return onlyA.Min() < onlyB.Min();
    }

    /// <summary>Positions of a set's sellers, ascending; nobody is excluded from it.</summary>
    private int[] Members(Branch branch)
    {
        var (toggled, positions) = (branch.ToggledRanks().ToHashSet(), new List<int>());
        for (var rank = 0; rank < order.Count; rank++)
        {
            if (toggled.Contains(rank) != rank < prefix) positions.Add(order[rank]);
        }

        positions.Sort();
        return [.. positions];
    }

    /// <summary>Positions of the sellers that only one of the two sets has.</summary>
    private (List<int> OnlyA, List<int> OnlyB) Differences(Branch a, Branch b)
    {
        var (toggledA, toggledB) = (a.ToggledRanks(), b.ToggledRanks());
        List<int> onlyA = [], onlyB = [];
        foreach (var rank in toggledA.Except(toggledB)) (rank < prefix ? onlyB : onlyA).Add(order[rank]);
        foreach (var rank in toggledB.Except(toggledA)) (rank < prefix ? onlyA : onlyB).Add(order[rank]);
        return (onlyA, onlyB);
    }

    private int CompareValues(Branch a, Branch b, List<int> onlyA, List<int> onlyB, double difference)
    {
        var weights = ExactSum(onlyA) - ExactSum(onlyB);
        if (a.Total == b.Total) return -weights.Mantissa.Sign;
        if (problem.Gain is not IExactGain exact) return -difference.CompareTo(0);
        return exact.CompareIncrement(problem.Scale, Fraction.Whole((BigInteger)b.Total), Fraction.Whole((BigInteger)a.Total), problem.PerOwnSample(weights));
    }

    /// <summary>Σ N_i w_j.</summary>
    private Dyadic ExactSum(List<int> positions)
    {
        var sum = Dyadic.Zero;
        foreach (var position in positions) sum += problem.ExactWeight(position);
        return sum;
    }
}
