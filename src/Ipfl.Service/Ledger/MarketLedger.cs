using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Ledger;

/// <summary>
/// A market's ledger in the database. Appending takes part in the transaction that the context has open, so that money moves together with
/// what it is paid for, or not at all; a transaction costs what its postings cost, however long the ledger is.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="market">The market.</param>
/// <param name="time">Dates transactions, to the millisecond.</param>
public sealed class MarketLedger(ServiceDb db, string market, TimeProvider time)
{
    private readonly LedgerTables _tables = new(db, market);

    /// <summary>Appends a transaction, once: the same again changes nothing and returns what is there.</summary>
    /// <returns>The transaction as it stands in the chain.</returns>
    /// <exception cref="LedgerConflictException">Its key was used for something else.</exception>
    /// <exception cref="InsufficientFundsException">A participant's account would fall below zero.</exception>
    /// <exception cref="InvalidOperationException">The context has no transaction open.</exception>
    /// <exception cref="OverflowException">A balance leaves the range of 64 bits.</exception>
    public async Task<LedgerEntry> AppendAsync(TransactionDraft draft, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        _tables.RequireTransaction();
        if (await _tables.FindAsync(draft.Key, cancellation) is { } there) return Same(there, draft);
        var balances = new List<Posting>(draft.Postings.Count);
        foreach (var posting in draft.Postings) balances.Add(Moved(posting, await _tables.BalanceAsync(posting.Account, cancellation)));
        var (sequence, hash) = await _tables.HeadAsync(cancellation);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var entry = LedgerChain.Seal(new(sequence + 1, now, draft.Key, draft.Kind, draft.Round, draft.Postings, hash, ""));
        await _tables.InsertAsync(entry, balances, cancellation);
        return entry;
    }

    /// <summary>What an account holds; zero where nothing was ever posted to it.</summary>
    public async Task<MicroUnits> BalanceAsync(AccountName account, CancellationToken cancellation = default)
    {
        var name = account.ToString();
        return new(await db.Balances.Where(row => row.MarketId == market && row.Account == name).Select(row => row.Micros).SingleOrDefaultAsync(cancellation));
    }

    /// <summary>Re-derives chain, sums and balances of one state of the ledger, and compares the balances that are kept.</summary>
    public Task<LedgerVerification> VerifyAsync(CancellationToken cancellation = default) => LedgerVerification.OfAsync(db, market, cancellation);

    private static Posting Moved(Posting posting, MicroUnits balance)
    {
        var after = balance + posting.Amount;
        if (!posting.Account.IsOwned || after >= MicroUnits.Zero) return posting with { Amount = after };
        throw new InsufficientFundsException(posting.Account, balance, -posting.Amount);
    }

    private static LedgerEntry Same(LedgerEntry there, TransactionDraft draft) =>
        there.Kind == draft.Kind && there.Round == draft.Round && there.Postings.SequenceEqual(draft.Postings)
            ? there
            : throw new LedgerConflictException(
                $"key '{draft.Key}' was used before, in transaction {there.Sequence}, for something else: {Text(there.Kind, there.Round, there.Postings)}; now it is {Text(draft.Kind, draft.Round, draft.Postings)}");

    private static string Text(TransactionKind kind, int round, IReadOnlyList<Posting> postings) =>
        $"{kind.Word()}{(round > 0 ? $" of round {round}" : "")} ({string.Join(", ", postings.Take(4).Select(posting => $"{posting.Account} {posting.Amount}"))}{(postings.Count > 4 ? ", …" : "")})";
}
