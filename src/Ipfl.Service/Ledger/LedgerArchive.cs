using Ipfl.Protocol.Ledger;
using Ipfl.Service.Hosting;
using Ipfl.Service.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Ledger;

/// <summary>The ledgers in a server's folder, for those who read them on the server's machine. The server may run meanwhile.</summary>
public sealed class LedgerArchive : IDisposable
{
    private readonly ServiceDb _db;
    private readonly string _file;

    private LedgerArchive(ServiceDb db, string file) => (_db, _file) = (db, file);

    /// <summary>The markets that have a ledger, in the order of their names.</summary>
    public IReadOnlyList<string> Markets { get; private set; } = [];

    /// <summary>Opens the database for reading only.</summary>
    /// <exception cref="FileNotFoundException">There is none in the folder.</exception>
    /// <exception cref="InvalidDataException">The file is no server's database.</exception>
    public static LedgerArchive Open(ServiceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var file = Path.GetFullPath(folder.Database);
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: not found; name the folder of a server, which holds its database");
        var source = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        var archive = new LedgerArchive(new(new DbContextOptionsBuilder<ServiceDb>().UseSqlite(source.ConnectionString).Options), file);
        try
        {
            archive.Markets = [.. archive._db.Markets.Select(row => row.Id).OrderBy(id => id)];
            return archive;
        }
        catch (SqliteException error)
        {
            archive.Dispose();
            throw new InvalidDataException($"{file}: cannot be read as a server's database ({error.Message}); name the folder of a server", error);
        }
    }

    /// <summary>Re-derives a market's ledger: <see cref="MarketLedger.VerifyAsync"/>.</summary>
    /// <inheritdoc cref="BalancesAsync"/>
    public Task<LedgerVerification> VerifyAsync(string market, CancellationToken cancellation = default)
    {
        Require(market);
        return LedgerVerification.OfAsync(_db, market, cancellation);
    }

    /// <summary>A market's transactions in order, a page in memory at a time.</summary>
    /// <exception cref="InvalidDataException">There is no such market; while reading: a row says what no ledger writes.</exception>
    public IEnumerable<LedgerEntry> Read(string market, CancellationToken cancellation = default)
    {
        Require(market);
        return _db.ReadLedgerAsync(market, cancellation).ToBlockingEnumerable(cancellation);
    }

    /// <summary>What everybody holds, as the server keeps it.</summary>
    /// <exception cref="InvalidDataException">There is no such market.</exception>
    public async Task<LedgerBalances> BalancesAsync(string market, CancellationToken cancellation = default)
    {
        Require(market);
        await using var snapshot = await ReadSnapshot.BeginAsync(_db, cancellation);
        return await LedgerBalances.OfAsync(_db, market, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _db.Dispose();

    private void Require(string market)
    {
        if (!Markets.Contains(market))
            throw new InvalidDataException($"{_file}: found no market '{market}'; {(Markets.Count == 0 ? "there is none yet" : $"there are {string.Join(", ", Markets)}")}");
    }
}
