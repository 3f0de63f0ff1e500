using Ipfl.Service.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Ipfl.Service.Hosting;

/// <summary>
/// The database at a start, before any key is made: whatever moment a start is killed at, keys lie in the folder only once the database is
/// whole, so that keys without a database tell of one that was lost.
/// </summary>
internal sealed partial class DatabaseStart(ServiceFolder folder, TimeProvider time, ILogger log)
{
    private const int Busy = 5;
    private const int Locked = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Makes the database, or brings it up to date.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or it or the server's key is missing beside what belongs to it.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (!File.Exists(folder.Database)) FolderBelongings.RequireNone(folder, "is missing");
        OwnersFile.Make(folder.Database);
        for (var isTold = false; !await TryPrepareAsync(cancellation); isTold = true)
        {
            if (!isTold) WaitsForRoom(folder.Database);
            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <returns>Whether there was room for it.</returns>
    private async Task<bool> TryPrepareAsync(CancellationToken cancellation)
    {
        await using var db = new ServiceDb((DbContextOptions<ServiceDb>)new DbContextOptionsBuilder<ServiceDb>().UseServiceDatabase(folder).Options);
        try
        {
            await WaitAsync(db, cancellation);
            if (await CountAsync(db, "SELECT count(*) AS Value FROM sqlite_master") == 0) FolderBelongings.RequireNone(folder, "is empty");
            await RemoveStaleLockAsync(db, cancellation);
            await db.Database.MigrateAsync(cancellation);
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);
            await RequireWholeAsync(db, cancellation);
            return true;
        }
        catch (SqliteException full) when (DiskFull.Is(full))
        {
            return false;
        }
        catch (SqliteException error)
        {
            throw Named(error);
        }
    }

    /// <summary>Until nobody else writes, which is said.</summary>
    private async Task WaitAsync(ServiceDb db, CancellationToken cancellation)
    {
        await db.Database.OpenConnectionAsync(cancellation);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        (command.CommandText, command.CommandTimeout) = ("BEGIN IMMEDIATE; ROLLBACK", 1);
        for (var isTold = false; ; isTold = true)
        {
            try
            {
                await command.ExecuteNonQueryAsync(cancellation);
                return;
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode is Busy or Locked)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!isTold) Waits(folder.Database);
            }
        }
    }

    /// <summary>What a start that was killed while it changed the schema left behind. The folder is this process's, so no other start is under way.</summary>
    private async Task RemoveStaleLockAsync(ServiceDb db, CancellationToken cancellation)
    {
        if (await CountAsync(db, "SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'") == 0) return;
        if (await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancellation) > 0) GoesOn(folder.Database);
    }

    private async Task RequireWholeAsync(ServiceDb db, CancellationToken cancellation)
    {
        if (!await db.Markets.AnyAsync(cancellation) && FolderBelongings.Model(folder) is { } model)
            throw new InvalidDataException($"{folder.Database}: knows no market, but {model} is there; put back the database that belongs to it, or name an empty folder with --data for a new server");
        if (!File.Exists(folder.ServerKey) && (await db.ServerKeys.AnyAsync(cancellation) || await db.Keys.AnyAsync(cancellation)))
            throw new InvalidDataException($"{folder.ServerKey}: is missing, the key that signed all receipts so far; put it back from a copy of the folder");
    }

    private static Task<int> CountAsync(ServiceDb db, string sql) => db.Database.SqlQueryRaw<int>(sql).SingleAsync();

    private Exception Named(SqliteException error) => error.SqliteErrorCode switch
    {
        Busy or Locked => new IOException($"{folder.Database}: {error.Message}", error),
        _ => new InvalidDataException($"{folder.Database}: cannot be used as the server's database ({error.Message}); put it back from a copy", error),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The start waits: another program writes to {File}.")]
    private partial void Waits(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The start waits: there is no room on the disk of {File}.")]
    private partial void WaitsForRoom(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A start before was killed while it brought {File} up to date; this one goes on from there.")]
    private partial void GoesOn(string file);
}
