using System.Numerics;
using Ipfl.Market.Exact;

namespace Ipfl.Market.Solving;

/// <summary>A score in float64 and how far it may be off.</summary>
internal readonly record struct Score(double Value, double Error)
{
    public double Least => Value - Error;

    public double Most => Value + Error;
}

/// <summary>
/// The scores by which the clock drops sellers, s_j = (w_j − m_j(n)) / N_j^β with m_j(n) = G(n) − G(n − N_j) and β = ¼: how far the price
/// that a seller asks is above what it adds, in the measure of the clock. They fall as n falls.
/// </summary>
/// <remarks>
/// The drop order is that of the exact scores under the square-root law; those that agree to 2^−400 tie, and of these the higher index
/// goes first. Under other laws scores are what float64 makes of them; ties go to the larger seller, then the heavier, then the higher index.
/// </remarks>
internal sealed class ClockScores(BuyerProblem problem)
{
    /// <summary>Of what a score is made of, the share that rounding may take.</summary>
    private const double Rounding = 4e-15;

    private const int Noise = 16;

    private readonly double[] _roots = new double[problem.Capacity];

    /// <summary>Has the roots N_j^β of the loaded problem found when they are asked for.</summary>
    public void Load() => _roots.AsSpan(0, problem.Count).Clear();

    /// <summary>N_j^β.</summary>
    public double Root(int position)
    {
        ref var root = ref _roots[position];
        return root > 0 ? root : root = Math.Sqrt(Math.Sqrt(problem.Sizes[position]));
    }

    /// <summary>m_j(n): what the seller adds to the total without it.</summary>
    public double Marginal(int position, Int128 total)
    {
        var size = problem.Sizes[position];
        return problem.Gain.Increment(problem.Scale, (double)(total - size), size);
    }

    public Score At(int position, Int128 total)
    {
        var (weight, marginal, root) = (problem.Weights[position], Marginal(position, total), Root(position));
        return new((weight - marginal) / root, Rounding * (weight + marginal) / root);
    }

    /// <summary>A number that the score does not exceed, whatever the total.</summary>
    public double Bound(int position) => problem.Weights[position] * (1 + Rounding) / Root(position);

    /// <summary>Whether <paramref name="a"/> of two sellers of the same size is dropped before <paramref name="b"/>, at any total.</summary>
    public bool IsHeavier(int a, int b) => problem.CompareWeights(a, b) is var order && order != 0 ? order > 0 : a > b;

    /// <summary>Whether <paramref name="a"/> of two sellers of different sizes is dropped before <paramref name="b"/>.</summary>
    public bool Precedes(int a, Score ofA, int b, Score ofB, Int128 total)
    {
        if (ofA.Least > ofB.Most) return true;
        if (ofA.Most < ofB.Least) return false;
        if (problem.Gain is IExactGain exact) return Compare(a, b, total, exact) is var sign && sign != 0 ? sign > 0 : a > b;
        return ofA.Value.Equals(ofB.Value) ? problem.Sizes[a] > problem.Sizes[b] : ofA.Value > ofB.Value;
    }

    /// <summary>The sign of s_a − s_b: of (w_a − m_a) N_b^β − (w_b − m_b) N_a^β.</summary>
    private int Compare(int a, int b, Int128 total, IExactGain exact)
    {
        var left = -problem.FixedSurplus(total - problem.Sizes[a], a, exact) * FixedPoint.FourthRoot(problem.Sizes[b]);
        var right = -problem.FixedSurplus(total - problem.Sizes[b], b, exact) * FixedPoint.FourthRoot(problem.Sizes[a]);
        var difference = left - right;

        // Roots below 2¹⁶ and surpluses, each to a few units.
        var noise = (FixedPoint.FourthRoot(problem.Sizes[a]) + FixedPoint.FourthRoot(problem.Sizes[b]) + (BigInteger.Abs(left) >> FixedPoint.Bits)) * Noise;
        return BigInteger.Abs(difference) <= noise ? 0 : difference.Sign;
    }
}
