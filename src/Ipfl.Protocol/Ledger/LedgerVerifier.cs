namespace Ipfl.Protocol.Ledger;

/// <summary>
/// Re-derives a ledger from its transactions, one after another from the first: chain, sums, balances. It remembers a balance per account
/// and nothing else, so that a ledger of any length can pass.
/// </summary>
public sealed class LedgerVerifier
{
    private readonly Dictionary<AccountName, MicroUnits> _balances = [];

    /// <summary>How many transactions were found good.</summary>
    public long Count { get; private set; }

    /// <summary>The hash of the last of them.</summary>
    public string Head { get; private set; } = LedgerChain.Origin;

    /// <summary>The balances after it, of every account that was ever posted to.</summary>
    public IReadOnlyDictionary<AccountName, MicroUnits> Balances => _balances;

    /// <summary>Takes the next transaction.</summary>
    /// <returns>What is wrong with it; null where nothing is. After a fault no more may be taken.</returns>
    public LedgerFault? Next(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var reason = Link(entry) ?? Sum(entry) ?? Balance(entry);
        if (reason is not null) return new(Count + 1, reason);
        (Count, Head) = (entry.Sequence, entry.Hash);
        return null;
    }

    private string? Link(LedgerEntry entry)
    {
        if (entry.Sequence != Count + 1) return $"is missing; {entry.Sequence} stands in its place";
        if (entry.PreviousHash != Head) return $"its previous hash is {entry.PreviousHash}, the transaction before has {Head}";
        return LedgerChain.Hash(entry) is var hash && hash != entry.Hash ? $"its hash is {entry.Hash}, its content gives {hash}" : null;
    }

    private static string? Sum(LedgerEntry entry)
    {
        if (entry.Postings.Count < 2) return $"it has {entry.Postings.Count} postings; at least two accounts take part in a transaction";
        for (var i = 1; i < entry.Postings.Count; i++)
        {
            if (entry.Postings[i - 1].Account >= entry.Postings[i].Account) return $"its postings are not in order at {entry.Postings[i].Account}";
        }

        var sum = entry.Postings.Aggregate(Int128.Zero, (total, posting) => total + posting.Amount.Value);
        return sum != 0 ? $"its postings sum to {sum} micro-units, not to zero" : null;
    }

    private string? Balance(LedgerEntry entry)
    {
        foreach (var (account, amount) in entry.Postings)
        {
            var balance = (Int128)_balances.GetValueOrDefault(account).Value + amount.Value;
            if (balance < long.MinValue || balance > long.MaxValue) return $"the balance of {account} leaves the range of 64 bits";
            if (account.IsOwned && balance < 0) return $"the balance of {account} falls to {new MicroUnits((long)balance)}";
            _balances[account] = new((long)balance);
        }

        return null;
    }
}
