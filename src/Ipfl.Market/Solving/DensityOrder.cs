namespace Ipfl.Market.Solving;

/// <summary>
/// A buyer's sellers by density w/N ascending (ties: lower index first). Densities are rounded; the search allows for that.
/// </summary>
internal sealed class DensityOrder(BuyerProblem problem)
{
    private readonly int[] _positions = new int[problem.Capacity];
    private readonly double[] _densities = new double[problem.Capacity];

    public int Count => problem.Count;

    /// <summary>The position of the seller at <paramref name="rank"/>.</summary>
    public int this[int rank] => _positions[rank];

    public void Load()
    {
        for (var j = 0; j < problem.Count; j++) (_positions[j], _densities[j]) = (j, problem.Weights[j] / problem.Sizes[j]);
        Array.Sort(_densities, _positions, 0, Count);
        BreakTiesByIndex();
    }

    /// <summary>w/N of the seller at <paramref name="rank"/>.</summary>
    public double Density(int rank) => _densities[rank];

    public long Size(int rank) => problem.Sizes[_positions[rank]];

    public double Weight(int rank) => problem.Weights[_positions[rank]];

    // The library's sort is not stable; runs of equal keys are put right afterwards.
    private void BreakTiesByIndex()
    {
        for (var from = 0; from < Count;)
        {
            var to = from + 1;
            while (to < Count && _densities[to].Equals(_densities[from])) to++;
            if (to - from > 1) Array.Sort(_positions, from, to - from);
            from = to;
        }
    }
}
