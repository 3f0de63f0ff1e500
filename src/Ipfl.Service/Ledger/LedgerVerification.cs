using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Ledger;

/// <summary>What re-deriving a market's ledger from its postings showed.</summary>
/// <param name="Transactions">How many transactions are good.</param>
/// <param name="Head">The hash of the last of them, 64 lower-case hexadecimal digits.</param>
/// <param name="Balances">The balances after it.</param>
/// <param name="Fault">The first fault; null where there is none.</param>
public sealed record LedgerVerification(long Transactions, string Head, IReadOnlyDictionary<AccountName, MicroUnits> Balances, LedgerFault? Fault)
{
    /// <summary>Re-derives chain, sums and balances of one state of a market's ledger, and compares the balances that are kept.</summary>
    public static async Task<LedgerVerification> OfAsync(ServiceDb db, string market, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var snapshot = await ReadSnapshot.BeginAsync(db, cancellation);
        var verifier = new LedgerVerifier();
        var fault = await ChainAsync(db, market, verifier, cancellation) ?? await KeptAsync(db, market, verifier, cancellation);
        return new(verifier.Count, verifier.Head, verifier.Balances, fault);
    }

    private static async Task<LedgerFault?> ChainAsync(ServiceDb db, string market, LedgerVerifier verifier, CancellationToken cancellation)
    {
        try
        {
            var postings = 0L;
            await foreach (var row in LedgerReading.RowsAsync(db, market, cancellation))
            {
                if ((row.TryRead(out var entry) ?? verifier.Next(entry!)) is { } fault) return fault;
                postings += row.Postings.Count;
            }

            var kept = await db.Postings.LongCountAsync(row => row.MarketId == market, cancellation);
            return kept == postings ? null : new(0, $"{kept - postings} postings belong to no transaction");
        }
        catch (Exception error) when (error is InvalidCastException or FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            return new(0, $"a transaction after {verifier.Count} cannot be read: {error.Message}");
        }
    }

    private static async Task<LedgerFault?> KeptAsync(ServiceDb db, string market, LedgerVerifier verifier, CancellationToken cancellation)
    {
        var kept = await db.Balances.AsNoTracking().Where(row => row.MarketId == market).ToDictionaryAsync(row => row.Account, row => new MicroUnits(row.Micros), cancellation);
        var derived = verifier.Balances.ToDictionary(balance => balance.Key.ToString(), balance => balance.Value);
        foreach (var account in kept.Keys.Union(derived.Keys).Order(StringComparer.Ordinal))
        {
            if (!derived.TryGetValue(account, out var sum)) return new(0, $"a balance of {kept[account]} is kept for '{account}', which nothing was ever posted to");
            if (!kept.TryGetValue(account, out var balance)) return new(0, $"no balance is kept for {account}; its postings sum to {sum}");
            if (balance != sum) return new(0, $"the balance of {account} is kept as {balance}; its postings sum to {sum}");
        }

        return null;
    }
}
