namespace Ipfl.Market.Solving;

/// <summary>
/// A set S of sellers that solves a buyer's problem: the sellers by density w/N up to <see cref="Prefix"/>, but for those in
/// <see cref="Toggled"/> (positions in density order, ascending), which are out when they would be in and in when they would be out.
/// </summary>
internal readonly record struct Selection(int Prefix, int[] Toggled, Int128 Total)
{
    /// <summary>Whether the seller at <paramref name="rank"/> in density order is imported; <paramref name="excluded"/> never is.</summary>
    public bool Contains(int rank, int excluded = -1) =>
        rank != excluded && (rank < Prefix) != (Array.BinarySearch(Toggled, rank) >= 0);
}
