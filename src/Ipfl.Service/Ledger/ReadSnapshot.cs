using System.Data;
using System.Data.Common;
using Ipfl.Service.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Ledger;

/// <summary>One state of the database to read from, whatever others commit meanwhile; in the transaction that is open, where one is.</summary>
public sealed class ReadSnapshot : IAsyncDisposable
{
    private readonly ServiceDb _db;
    private readonly DbTransaction? _own;

    private ReadSnapshot(ServiceDb db, DbTransaction? own) => (_db, _own) = (db, own);

    /// <summary>Begins to read.</summary>
    public static async Task<ReadSnapshot> BeginAsync(ServiceDb db, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Database.CurrentTransaction is not null) return new(db, null);
        await db.Database.OpenConnectionAsync(cancellation);
        var connection = db.Database.GetDbConnection();

        // SQLite's other transactions take the lock for writing at once, which a read-only file refuses.
        var own = connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await db.Database.UseTransactionAsync(own, cancellation);
        return new(db, own);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_own is null) return;
        await _db.Database.UseTransactionAsync(null);
        await _own.DisposeAsync();
        await _db.Database.CloseConnectionAsync();
    }
}
