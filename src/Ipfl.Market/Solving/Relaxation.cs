namespace Ipfl.Market.Solving;

/// <summary>
/// The relaxed problem, in which a fraction of a seller may be imported: sellers by density while the slope of the gain exceeds it. Its
/// optimum total <see cref="Optimum"/> and slope <see cref="Price"/> there bound every set S from above, with an exact account of the gap:
/// <code>bound − value(S) = Σ over S of max(r_j, 0) + Σ outside S of max(−r_j, 0) + TangentGap(Optimum, n_S),   r_j = w_j − Price · N_j</code>
/// a sum of terms that are never negative. The search minimises this loss, so nothing cancels.
/// </summary>
internal readonly record struct Relaxation(int Prefix, Int128 PrefixTotal, double Optimum, double Price, bool Fractional)
{
    /// <summary>Solves the relaxation without the seller of rank <paramref name="excluded"/> (−1 for none), on top of <paramref name="own"/> samples.</summary>
    public static Relaxation Solve(BuyerProblem problem, DensityOrder order, int excluded, Int128 own)
    {
        var total = own;
        var slope = problem.Gain.Slope(problem.Scale, (double)total);
        for (var rank = 0; rank < order.Count; rank++)
        {
            if (rank == excluded) continue;
            var density = order.Density(rank);
            if (slope <= density) return new(rank, total, (double)total, slope, Fractional: false);
            var next = total + order.Size(rank);
            var slopeAfter = problem.Gain.Slope(problem.Scale, (double)next);
            if (slopeAfter < density)
            {
                var optimum = Math.Clamp(problem.Gain.TotalAtSlope(problem.Scale, density), (double)total, (double)next);
                return new(rank, total, optimum, density, Fractional: true);
            }

            (total, slope) = (next, slopeAfter);
        }

        return new(order.Count, total, (double)total, slope, Fractional: false);
    }

    /// <summary>r_j of the seller at <paramref name="rank"/>: what it costs beyond the price; negative for a bargain.</summary>
    public double ReducedCost(DensityOrder order, int rank) =>
        Fractional && rank == Prefix ? 0 : order.Weight(rank) - (Price * order.Size(rank));
}
