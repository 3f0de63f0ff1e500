using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>Which of a ledger's transactions are wanted; what is null or empty may be anything.</summary>
public sealed record LedgerSearch
{
    /// <summary>Transactions on a page.</summary>
    public const int PageRows = 25;

    /// <summary>A part of an account's name, or of its participant's.</summary>
    public string? Account { get; init; }

    /// <summary>A word for a kind.</summary>
    public string? Kind { get; init; }

    /// <summary>A round.</summary>
    public int? Round { get; init; }

    /// <summary>A part of the key.</summary>
    public string? Key { get; init; }

    /// <summary>A page of what is found, the latest first, and how many there are in all.</summary>
    /// <param name="db">The database.</param>
    /// <param name="market">The market.</param>
    /// <param name="page">From 0.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<(IReadOnlyList<LedgerEntry> Found, int Count)> PageAsync(ServiceDb db, string market, int page, CancellationToken cancellation)
    {
        var rows = db.Transactions.AsNoTracking().Where(row => row.MarketId == market);
        if (!string.IsNullOrWhiteSpace(Account))
        {
            var (part, owned) = (Account.Trim(), await OwnedAsync(db, market, Account.Trim(), cancellation));
            rows = rows.Where(row => row.Postings.Any(posting => posting.Account.Contains(part) || owned.Contains(posting.Account)));
        }

        if (!string.IsNullOrEmpty(Kind)) rows = rows.Where(row => row.Kind == Kind);
        if (Round is not null) rows = rows.Where(row => row.Round == Round);
        if (!string.IsNullOrWhiteSpace(Key)) rows = rows.Where(row => row.Key.Contains(Key.Trim()));
        var count = await rows.CountAsync(cancellation);
        var found = await rows.OrderByDescending(row => row.Sequence).Skip(page * PageRows).Take(PageRows).Include(row => row.Postings).ToListAsync(cancellation);
        return ([.. found.Select(row => row.ToEntry())], count);
    }

    /// <summary>The accounts of participants whose names have that part.</summary>
    private static async Task<List<string>> OwnedAsync(ServiceDb db, string market, string part, CancellationToken cancellation)
    {
        var lower = part.ToLowerInvariant();
        var numbers = await db.Participants.Where(row => row.MarketId == market && row.Name.Contains(lower)).Select(row => row.Number).ToListAsync(cancellation);
        return [.. numbers.SelectMany(number => new[] { AccountName.Available(number).ToString(), AccountName.Reserved(number).ToString() })];
    }
}
