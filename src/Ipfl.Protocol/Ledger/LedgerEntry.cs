namespace Ipfl.Protocol.Ledger;

/// <summary>A transaction as it stands in a chain: what happened, where, and the hashes that tie it to its neighbours.</summary>
/// <param name="Sequence">Its place, from 1.</param>
/// <param name="Time">When it was appended, to the millisecond.</param>
/// <param name="Key">What makes it happen once.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Round">The round it belongs to; 0 for none.</param>
/// <param name="Postings">What moves, in the order of the accounts' names.</param>
/// <param name="PreviousHash">The hash of the transaction before, 64 lower-case hexadecimal digits; <see cref="LedgerChain.Origin"/> for the first.</param>
/// <param name="Hash">SHA-256 over the previous hash and this transaction: <see cref="LedgerChain.Hash"/>.</param>
public sealed record LedgerEntry(
    long Sequence, DateTimeOffset Time, string Key, TransactionKind Kind, int Round, IReadOnlyList<Posting> Postings, string PreviousHash, string Hash);
