using System.Runtime.CompilerServices;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Ledger;

/// <summary>Reads a market's ledger in order.</summary>
public static class LedgerReading
{
    private const int PageRows = 500;

    /// <summary>At most <paramref name="limit"/> transactions after a sequence.</summary>
    /// <exception cref="InvalidDataException">A row says what no ledger writes.</exception>
    public static async Task<IReadOnlyList<LedgerEntry>> ReadLedgerPageAsync(
        this ServiceDb db, string market, long afterSequence, int limit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        return [.. (await PageAsync(db, market, afterSequence, limit, cancellation)).Select(row => row.ToEntry())];
    }

    /// <summary>All transactions, a page in memory at a time. Within a <see cref="ReadSnapshot"/> they are of one state of the ledger.</summary>
    /// <inheritdoc cref="ReadLedgerPageAsync"/>
    public static async IAsyncEnumerable<LedgerEntry> ReadLedgerAsync(
        this ServiceDb db, string market, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await foreach (var row in RowsAsync(db, market, cancellation)) yield return row.ToEntry();
    }

    /// <summary>All rows in the order of their sequences, whatever these are.</summary>
    internal static async IAsyncEnumerable<TransactionRow> RowsAsync(ServiceDb db, string market, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = long.MinValue; ;)
        {
            var page = await PageAsync(db, market, after, PageRows, cancellation);
            foreach (var row in page) yield return row;
            if (page.Count < PageRows) yield break;
            after = page[^1].Sequence;
        }
    }

    private static Task<List<TransactionRow>> PageAsync(ServiceDb db, string market, long after, int limit, CancellationToken cancellation) =>
        db.Transactions.AsNoTracking().Include(row => row.Postings)
            .Where(row => row.MarketId == market && row.Sequence > after)
            .OrderBy(row => row.Sequence).Take(limit).ToListAsync(cancellation);
}
