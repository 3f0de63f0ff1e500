using Ipfl.Protocol.Ledger;

namespace Ipfl.Protocol.Tests.Ledger;

/// <summary>A small ledger that is good.</summary>
internal static class SampleLedger
{
    public static LedgerEntry[] Make()
    {
        var entries = new List<LedgerEntry>();
        Append("deposit:a", TransactionKind.Deposit, 0, (AccountName.Outside, -1_500_000), (AccountName.Available(0), 1_500_000));
        Append("reserve:1:0", TransactionKind.Reserve, 1, (AccountName.Available(0), -300), (AccountName.Reserved(0), 300));
        Append("post:1:0", TransactionKind.Post, 1, (AccountName.Reserved(0), -300), (AccountName.Available(10), 200), (AccountName.Available(9), 99), (AccountName.Rounding, 1));
        return [.. entries];

        void Append(string key, TransactionKind kind, int round, params (AccountName Account, long Micros)[] postings)
        {
            var (previous, time) = (entries.Count == 0 ? LedgerChain.Origin : entries[^1].Hash, DateTimeOffset.FromUnixTimeMilliseconds(1_772_366_400_007 + entries.Count));
            entries.Add(LedgerChain.Seal(new(entries.Count + 1, time, key, kind, round, Posting.Merge(postings.Select(part => new Posting(part.Account, new(part.Micros)))), previous, "")));
        }
    }
}
