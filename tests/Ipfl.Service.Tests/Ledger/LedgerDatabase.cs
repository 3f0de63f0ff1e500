using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Ipfl.Service.Tests.Ledger;

/// <summary>A service's database in memory, or in a file, with one market's ledger in it.</summary>
internal sealed class LedgerDatabase : IDisposable
{
    public const string Market = "orders";

    private readonly SqliteConnection _connection;

    public LedgerDatabase(string source = "Data Source=:memory:")
    {
        _connection = new(source);
        _connection.Open();
        using var db = Open();
        db.Database.Migrate();
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>A context of its own over the same database.</summary>
    public ServiceDb Open() => new(new DbContextOptionsBuilder<ServiceDb>().UseSqlite(_connection).Options);

    public MarketLedger Ledger(ServiceDb db, string market = Market) => new(db, market, Time);

    /// <summary>Appends in a transaction of its own.</summary>
    public async Task AppendAsync(params TransactionDraft[] drafts)
    {
        await using var db = Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var draft in drafts)
        {
            await Ledger(db).AppendAsync(draft);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await transaction.CommitAsync();
    }

    public async Task<LedgerVerification> VerifyAsync()
    {
        await using var db = Open();
        return await Ledger(db).VerifyAsync();
    }

    /// <summary>Changes rows behind the ledger's back.</summary>
    public void Tamper(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys = 0";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    public List<long> Numbers(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var numbers = new List<long>();
        while (reader.Read()) numbers.Add(reader.GetInt64(0));
        return numbers;
    }

    /// <summary>The same database again, in memory.</summary>
    public LedgerDatabase Copy()
    {
        var copy = new LedgerDatabase();
        _connection.BackupDatabase(copy._connection);
        return copy;
    }

    public void Dispose() => _connection.Dispose();
}
