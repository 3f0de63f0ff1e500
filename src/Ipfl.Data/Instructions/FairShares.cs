namespace Ipfl.Data;

/// <summary>Shares a number of things among some who ask for so many each.</summary>
internal static class FairShares
{
    /// <summary>
    /// What each gets: all it asks for where there is enough, else the smaller wishes are met and the others are equal (the first of them
    /// have one more where it does not divide evenly).
    /// </summary>
    public static int[] Of(int available, int[] wishes)
    {
        var shares = new int[wishes.Length];
        var rest = available;
        int[] byWish = [.. Enumerable.Range(0, wishes.Length).OrderBy(i => wishes[i]).ThenByDescending(i => i)];
        for (var i = 0; i < byWish.Length; i++)
        {
            // Smaller wishes first; among those left, the last in line gets what rounding leaves.
            var share = Math.Min(wishes[byWish[i]], rest / (byWish.Length - i));
            shares[byWish[i]] = share;
            rest -= share;
        }

        return shares;
    }
}
