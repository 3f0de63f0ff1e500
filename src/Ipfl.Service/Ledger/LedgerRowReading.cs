using Ipfl.Protocol.Ledger;
using Ipfl.Service.Storage;

namespace Ipfl.Service.Ledger;

/// <summary>Rows as entries of the chain.</summary>
internal static class LedgerRowReading
{
    /// <exception cref="InvalidDataException">The row says what no ledger writes.</exception>
    public static LedgerEntry ToEntry(this TransactionRow row) =>
        row.TryRead(out var entry) is { } fault ? throw new InvalidDataException($"{row.MarketId}: {fault}") : entry!;

    /// <summary>Reads a row.</summary>
    /// <returns>What no ledger writes in it; null where it was read.</returns>
    public static LedgerFault? TryRead(this TransactionRow row, out LedgerEntry? entry)
    {
        entry = null;
        if (!TransactionKinds.TryParse(row.Kind, out var kind)) return new(row.Sequence, $"its kind is '{row.Kind}'");
        var postings = new List<Posting>(row.Postings.Count);
        foreach (var posting in row.Postings)
        {
            if (!AccountName.TryParse(posting.Account, out var account)) return new(row.Sequence, $"it posts to '{posting.Account}', which is no account");
            postings.Add(new(account, new(posting.Micros)));
        }

        postings.Sort((left, right) => left.Account.CompareTo(right.Account));
        entry = new(
            row.Sequence, row.Time, row.Key, kind, row.Round, postings, Convert.ToHexStringLower(row.PreviousHash), Convert.ToHexStringLower(row.Hash));
        return null;
    }
}
