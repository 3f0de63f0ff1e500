using System.Numerics;
using Ipfl.Market.Exact;

namespace Ipfl.Market.Solving;

/// <summary>A set of sellers, by position, ascending, and the buyer's total with them.</summary>
internal sealed record SellerSet(int[] Positions, Int128 Total)
{
    // What float64 cannot tell apart is compared exactly.
    private const double NearTie = 1e-13;

    /// <summary>By how much this set is worth more to the buyer than another; the seller at <paramref name="free"/> is at no charge.</summary>
    public double ValueOver(SellerSet other, BuyerProblem problem, int free = -1)
    {
        var difference = IncrementOver(other, problem);
        foreach (var position in Positions.Except(other.Positions)) difference -= position == free ? 0 : problem.Weights[position];
        foreach (var position in other.Positions.Except(Positions)) difference += position == free ? 0 : problem.Weights[position];
        return difference;
    }

    /// <summary>Whether this is the better set: worth more, else smaller, else of lower indices.</summary>
    public bool Precedes(SellerSet other, BuyerProblem problem)
    {
        int[] here = [.. Positions.Except(other.Positions)], there = [.. other.Positions.Except(Positions)];
        if (here.Length + there.Length == 0) return false;
        var value = Compare(other, here, there, problem);
        if (value != 0) return value > 0;
        if (here.Length != there.Length) return here.Length < there.Length;
        return here[0] < there[0];
    }

    private int Compare(SellerSet other, int[] here, int[] there, BuyerProblem problem)
    {
        var increment = IncrementOver(other, problem);
        var (weight, size) = (0.0, 0.0);
        foreach (var position in here) (weight, size) = (weight + problem.Weights[position], size + problem.Weights[position]);
        foreach (var position in there) (weight, size) = (weight - problem.Weights[position], size + problem.Weights[position]);
        if (Math.Abs(increment - weight) > NearTie * (Math.Abs(increment) + size) || problem.Gain is not IExactGain exact) return increment.CompareTo(weight);
        var exactWeight = here.Aggregate(Dyadic.Zero, (sum, k) => sum + problem.ExactWeight(k)) - there.Aggregate(Dyadic.Zero, (sum, k) => sum + problem.ExactWeight(k));
        return other.Total == Total
            ? -exactWeight.Mantissa.Sign
            : exact.CompareIncrement(problem.Scale, Whole(other.Total), Whole(Total), problem.PerOwnSample(exactWeight));
    }

    private double IncrementOver(SellerSet other, BuyerProblem problem) => Total >= other.Total
        ? problem.Gain.Increment(problem.Scale, (double)other.Total, (double)(Total - other.Total))
        : -problem.Gain.Increment(problem.Scale, (double)Total, (double)(other.Total - Total));

    private static Fraction Whole(Int128 value) => Fraction.Whole((BigInteger)value);
}
