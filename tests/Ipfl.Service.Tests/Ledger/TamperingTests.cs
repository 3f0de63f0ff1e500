using Ipfl.Service.Ledger;

namespace Ipfl.Service.Tests.Ledger;

/// <summary>Whoever changes one field of one row behind the ledger's back is found out.</summary>
public sealed class TamperingTests
{
    private const int Transactions = 6;

    /// <summary>Columns, and what another value of each is, in SQL.</summary>
    private static readonly (string Table, string Column, string Other)[] Fields =
    [
        ("Transactions", "MarketId", "'other'"),
        ("Transactions", "Sequence", "\"Sequence\" + 100"),
        ("Transactions", "Sequence", "-\"Sequence\""),
        ("Transactions", "Key", "\"Key\" || 'x'"),
        ("Transactions", "Kind", "CASE \"Kind\" WHEN 'void' THEN 'post' ELSE 'void' END"),
        ("Transactions", "Kind", "'gift'"),
        ("Transactions", "Round", "\"Round\" + 1"),
        ("Transactions", "Time", "\"Time\" + 1"),
        ("Transactions", "Time", "9223372036854775807"),
        ("Transactions", "Time", "'yesterday'"),
        ("Transactions", "PreviousHash", "randomblob(32)"),
        ("Transactions", "PreviousHash", "zeroblob(31)"),
        ("Transactions", "Hash", "randomblob(32)"),
        ("Transactions", "Hash", "zeroblob(0)"),
        ("Postings", "MarketId", "'other'"),
        ("Postings", "Sequence", "\"Sequence\" + 100"),
        ("Postings", "Account", "'participant:77:available'"),
        ("Postings", "Account", "'pocket'"),
        ("Postings", "Micros", "\"Micros\" + 1"),
        ("Postings", "Micros", "-\"Micros\""),
        ("Postings", "Micros", "'much'"),
        ("Balances", "MarketId", "'other'"),
        ("Balances", "Account", "'participant:77:available'"),
        ("Balances", "Micros", "\"Micros\" + 1"),
    ];

    public static TheoryData<string, string, string> Changes
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (table, column, other) in Fields) data.Add(table, column, other);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_changed_field_is_found(string table, string column, string other)
    {
        using var database = await LedgerAsync();
        foreach (var row in Rows(database, table))
        {
            using var copy = database.Copy();
            copy.Tamper($"UPDATE \"{table}\" SET \"{column}\" = {other} WHERE rowid = {row}");
            Assert.True((await copy.VerifyAsync()).Fault is not null, $"{table}.{column} of row {row} became {other}");
        }
    }

    [Theory]
    [InlineData("Transactions")]
    [InlineData("Postings")]
    [InlineData("Balances")]
    public async Task A_removed_row_is_found(string table)
    {
        using var database = await LedgerAsync();
        foreach (var row in Rows(database, table))
        {
            using var copy = database.Copy();
            copy.Tamper($"DELETE FROM \"{table}\" WHERE rowid = {row}");
            Assert.True((await copy.VerifyAsync()).Fault is not null, $"row {row} of {table} was removed");
        }
    }

    [Fact]
    public async Task The_fault_names_the_transaction()
    {
        using var database = await LedgerAsync();
        database.Tamper("UPDATE \"Transactions\" SET \"Round\" = 9 WHERE \"Sequence\" = 4");
        var fault = (await database.VerifyAsync()).Fault;
        Assert.Equal(4, fault!.Sequence);
        Assert.Matches("^transaction 4: its hash is [0-9a-f]{64}, its content gives [0-9a-f]{64}$", fault.ToString());
    }

    [Fact]
    public async Task A_balance_that_was_raised_is_named_with_both_amounts()
    {
        using var database = await LedgerAsync();
        database.Tamper("UPDATE \"Balances\" SET \"Micros\" = 1000000 WHERE \"Account\" = 'participant:1:available'");
        Assert.Equal("the balance of participant:1:available is kept as 1.000000; its postings sum to 0.000798", (await database.VerifyAsync()).Fault?.ToString());
    }

    private static async Task<LedgerDatabase> LedgerAsync()
    {
        var database = new LedgerDatabase();
        await database.AppendAsync(
            TransactionDraft.Deposit("a", 0, new(1_000)), TransactionDraft.Deposit("b", 1, new(500)),
            TransactionDraft.Reserve(1, 0, new(300)), TransactionDraft.Reserve(1, 1, new(200)),
            TransactionDraft.Post(1, 0, new(300), [new(1, new(298))]), TransactionDraft.Void(1, 1, new(200)));
        Assert.Equal((Transactions, null), (await database.VerifyAsync()) is var verified ? (verified.Transactions, verified.Fault) : default);
        return database;
    }

    private static List<long> Rows(LedgerDatabase database, string table)
    {
        var rows = database.Numbers($"SELECT rowid FROM \"{table}\"");
        Assert.True(rows.Count >= Transactions);
        return rows;
    }
}
