using System.Data.Common;
using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Ipfl.Service.Ledger;

/// <summary>
/// A market's rows of the ledger, read and written by statements of its own: rows are never changed, so tracking them would cost time and
/// memory for nothing, and numbers read before somebody else's commit would linger. The SQL is SQLite's and PostgreSQL's alike. All of it
/// runs in the transaction that the context has open.
/// </summary>
internal sealed class LedgerTables(ServiceDb db, string market)
{
    /// <exception cref="InvalidOperationException">The context has no transaction open.</exception>
    public void RequireTransaction()
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("the ledger is appended to within a transaction of the context");
    }

    public async Task<LedgerEntry?> FindAsync(string key, CancellationToken cancellation)
    {
        const string found = """SELECT "Sequence" FROM "Transactions" WHERE "MarketId" = @market AND "Key" = @key""";
        if (await ScalarAsync(found, cancellation, ("@key", key)) is not long sequence) return null;
        var row = await db.Transactions.AsNoTracking().Include(row => row.Postings).SingleAsync(row => row.MarketId == market && row.Sequence == sequence, cancellation);
        return row.ToEntry();
    }

    public async Task<MicroUnits> BalanceAsync(AccountName account, CancellationToken cancellation)
    {
        const string balance = """SELECT "Micros" FROM "Balances" WHERE "MarketId" = @market AND "Account" = @account""";
        return new(await ScalarAsync(balance, cancellation, ("@account", account.ToString())) is long micros ? micros : 0);
    }

    /// <summary>Sequence and hash of the last transaction.</summary>
    public async Task<(long Sequence, string Hash)> HeadAsync(CancellationToken cancellation)
    {
        const string head = """SELECT "Sequence", "Hash" FROM "Transactions" WHERE "MarketId" = @market ORDER BY "Sequence" DESC LIMIT 1""";
        await using var command = Command(head);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt64(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1))) : (0, LedgerChain.Origin);
    }

    /// <summary>Adds a transaction and sets the balances that follow from it.</summary>
    public async Task InsertAsync(LedgerEntry entry, IEnumerable<Posting> balances, CancellationToken cancellation)
    {
        const string transaction = """
            INSERT INTO "Transactions" ("MarketId", "Sequence", "Key", "Kind", "Round", "Time", "PreviousHash", "Hash")
            VALUES (@market, @sequence, @key, @kind, @round, @time, @previous, @hash)
            """;
        const string posting = """INSERT INTO "Postings" ("MarketId", "Sequence", "Account", "Micros") VALUES (@market, @sequence, @account, @micros)""";
        const string balance = """
            INSERT INTO "Balances" ("MarketId", "Account", "Micros") VALUES (@market, @account, @micros)
            ON CONFLICT ("MarketId", "Account") DO UPDATE SET "Micros" = excluded."Micros"
            """;
        await RunAsync(
            transaction, cancellation, ("@sequence", entry.Sequence), ("@key", entry.Key), ("@kind", entry.Kind.Word()), ("@round", entry.Round),
            ("@time", entry.Time.ToUnixTimeMilliseconds()), ("@previous", Convert.FromHexString(entry.PreviousHash)), ("@hash", Convert.FromHexString(entry.Hash)));
        await RunEachAsync(posting, entry.Postings, cancellation, ("@sequence", entry.Sequence));
        await RunEachAsync(balance, balances, cancellation);
    }

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellation, params (string Name, object Value)[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync(cancellation);
    }

    private async Task RunAsync(string sql, CancellationToken cancellation, params (string Name, object Value)[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>One statement, prepared once, for account and amount of each.</summary>
    private async Task RunEachAsync(string sql, IEnumerable<Posting> amounts, CancellationToken cancellation, params (string Name, object Value)[] values)
    {
        await using var command = Command(sql, [.. values, ("@account", ""), ("@micros", 0L)]);
        foreach (var (account, amount) in amounts)
        {
            command.Parameters["@account"].Value = account.ToString();
            command.Parameters["@micros"].Value = amount.Value;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private DbCommand Command(string sql, params (string Name, object Value)[] values)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = sql;
        foreach (var (name, value) in values.Append(("@market", market)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
