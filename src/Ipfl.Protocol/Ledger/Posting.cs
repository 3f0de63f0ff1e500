namespace Ipfl.Protocol.Ledger;

/// <summary>One account's part in a transaction.</summary>
/// <param name="Account">The account.</param>
/// <param name="Amount">What comes in; negative leaves the account.</param>
public readonly record struct Posting(AccountName Account, MicroUnits Amount)
{
    /// <summary>One posting per account, in the order of the names, without those that move nothing.</summary>
    /// <exception cref="OverflowException">A sum leaves the range of 64 bits.</exception>
    public static IReadOnlyList<Posting> Merge(IEnumerable<Posting> postings)
    {
        ArgumentNullException.ThrowIfNull(postings);
        var sums = new Dictionary<AccountName, MicroUnits>();
        foreach (var (account, amount) in postings) sums[account] = sums.GetValueOrDefault(account) + amount;
        return [.. sums.Where(sum => sum.Value != MicroUnits.Zero).Select(sum => new Posting(sum.Key, sum.Value)).OrderBy(posting => posting.Account.ToString(), StringComparer.Ordinal)];
    }
}
