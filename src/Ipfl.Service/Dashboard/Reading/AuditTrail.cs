using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>The server's audit log, as it is read.</summary>
public static class AuditTrail
{
    /// <summary>Events on a page.</summary>
    public const int PageRows = 25;

    /// <summary>A page of events, the latest first, and how many there are in all.</summary>
    /// <param name="db">The database.</param>
    /// <param name="page">From 0.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<(IReadOnlyList<AuditRow> Found, int Count)> PageAsync(ServiceDb db, int page, CancellationToken cancellation)
    {
        var count = await db.AuditLog.CountAsync(cancellation);
        return (await db.AuditLog.AsNoTracking().OrderByDescending(row => row.Id).Skip(page * PageRows).Take(PageRows).ToListAsync(cancellation), count);
    }
}
