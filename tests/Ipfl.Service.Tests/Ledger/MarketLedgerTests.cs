using Ipfl.Protocol;
using Ipfl.Protocol.Ledger;
using Ipfl.Service.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Ledger;

public sealed class MarketLedgerTests : IDisposable
{
    private readonly LedgerDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_round_of_money_ends_where_it_should()
    {
        await _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(1_000)), TransactionDraft.Deposit("b", 1, new(500)));
        await _database.AppendAsync(TransactionDraft.Reserve(1, 0, new(300)), TransactionDraft.Reserve(1, 1, new(200)));
        await _database.AppendAsync(TransactionDraft.Post(1, 0, new(300), [new(1, new(299))]), TransactionDraft.Void(1, 1, new(200)));
        await _database.AppendAsync(TransactionDraft.Payout("c", 1, new(799)));
        var verified = await _database.VerifyAsync();
        Assert.Null(verified.Fault);
        Assert.Equal(7, verified.Transactions);
        Assert.Equal(
            [("outside", -701), ("participant:0:available", 700), ("participant:0:reserved", 0), ("participant:1:available", 0), ("participant:1:reserved", 0), ("rounding", 1)],
            verified.Balances.Select(balance => (balance.Key.ToString(), balance.Value.Value)).Order());
        await using var db = _database.Open();
        Assert.Equal(new(700), await _database.Ledger(db).BalanceAsync(AccountName.Available(0)));
        Assert.Equal(MicroUnits.Zero, await _database.Ledger(db).BalanceAsync(AccountName.Available(99)));
    }

    [Fact]
    public async Task The_same_again_is_what_is_there_already()
    {
        await using var db = _database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var first = await _database.Ledger(db).AppendAsync(TransactionDraft.Deposit("a", 0, new(5)));
        _database.Time.Advance(TimeSpan.FromHours(1));
        var second = await _database.Ledger(db).AppendAsync(TransactionDraft.Deposit("a", 0, new(5)));
        Assert.Equal((first.Sequence, first.Hash, first.Time), (second.Sequence, second.Hash, second.Time));
        Assert.Equal(new(5), await _database.Ledger(db).BalanceAsync(AccountName.Available(0)));
        Assert.Equal(1, await db.Transactions.CountAsync());
    }

    [Fact]
    public async Task Another_content_under_a_used_key_is_refused_and_changes_nothing()
    {
        await _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(5)));
        var conflict = await Assert.ThrowsAsync<LedgerConflictException>(() => _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(6))));
        Assert.Equal(
            "key 'deposit:a' was used before, in transaction 1, for something else: deposit (outside -0.000005, participant:0:available 0.000005); "
            + "now it is deposit (outside -0.000006, participant:0:available 0.000006)",
            conflict.Message);
        await Assert.ThrowsAsync<LedgerConflictException>(() => _database.AppendAsync(TransactionDraft.Deposit("a", 1, new(5))));
        Assert.Equal(new(5), (await _database.VerifyAsync()).Balances[AccountName.Available(0)]);
    }

    [Fact]
    public async Task Nobody_spends_what_it_does_not_have()
    {
        await _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(1_500_000)));
        var refused = await Assert.ThrowsAsync<InsufficientFundsException>(() => _database.AppendAsync(TransactionDraft.Reserve(1, 0, new(1_500_001))));
        Assert.Equal("participant:0:available has 1.500000; 1.500001 are needed", refused.Message);
        await Assert.ThrowsAsync<InsufficientFundsException>(() => _database.AppendAsync(TransactionDraft.Void(1, 0, new(1))));
        await Assert.ThrowsAsync<InsufficientFundsException>(() => _database.AppendAsync(TransactionDraft.Payout("b", 1, new(1))));
        Assert.Equal((1, null), (await _database.VerifyAsync()) is var verified ? (verified.Transactions, verified.Fault) : default);
    }

    [Fact]
    public async Task Money_moves_only_within_a_transaction()
    {
        await using var db = _database.Open();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.Ledger(db).AppendAsync(TransactionDraft.Deposit("a", 0, new(5))));
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_the_chain_as_it_was()
    {
        await _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(5)));
        var before = await _database.VerifyAsync();
        await using (var db = _database.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await _database.Ledger(db).AppendAsync(TransactionDraft.Reserve(1, 0, new(3)));
            await _database.Ledger(db).AppendAsync(TransactionDraft.Deposit("b", 0, new(1)));
            await transaction.RollbackAsync();
            Assert.Equal(new(5), await _database.Ledger(db).BalanceAsync(AccountName.Available(0)));

            await using var again = await db.Database.BeginTransactionAsync();
            Assert.Equal(2, (await _database.Ledger(db).AppendAsync(TransactionDraft.Deposit("c", 0, new(1)))).Sequence);
            await again.RollbackAsync();
        }

        var after = await _database.VerifyAsync();
        Assert.Equal((before.Transactions, before.Head, null), (after.Transactions, after.Head, after.Fault));
        await _database.AppendAsync(TransactionDraft.Deposit("b", 0, new(1)));
        Assert.Equal((2, null), (await _database.VerifyAsync()) is var verified ? (verified.Transactions, verified.Fault) : default);
    }

    [Fact]
    public async Task Markets_keep_books_of_their_own()
    {
        await _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(5)));
        await using var db = _database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var other = await _database.Ledger(db, "other").AppendAsync(TransactionDraft.Deposit("a", 0, new(7)));
        Assert.Equal((1, LedgerChain.Origin), (other.Sequence, other.PreviousHash));
        Assert.Equal(new(5), await _database.Ledger(db).BalanceAsync(AccountName.Available(0)));
        Assert.Null((await _database.Ledger(db, "other").VerifyAsync()).Fault);
    }

    [Fact]
    public async Task An_overflow_is_refused_before_anything_is_written()
    {
        await _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(long.MaxValue)));
        await Assert.ThrowsAsync<OverflowException>(() => _database.AppendAsync(TransactionDraft.Deposit("b", 0, new(1))));
        Assert.Equal((1, null), (await _database.VerifyAsync()) is var verified ? (verified.Transactions, verified.Fault) : default);
    }

    /// <summary>Two writers who both saw the same end of the chain: the second one fails instead of forking it.</summary>
    [Fact]
    public async Task A_chain_cannot_fork()
    {
        await _database.AppendAsync(TransactionDraft.Deposit("a", 0, new(5)));
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(async () =>
        {
            await using var db = _database.Open();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var fork = LedgerChain.Seal(new(1, _database.Time.GetUtcNow(), "b", TransactionKind.Deposit, 0, [], LedgerChain.Origin, ""));
            await new LedgerTables(db, LedgerDatabase.Market).InsertAsync(fork, [], CancellationToken.None);
        });
        Assert.Null((await _database.VerifyAsync()).Fault);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gaps()
    {
        await _database.AppendAsync([.. Enumerable.Range(0, 1_203).Select(number => TransactionDraft.Deposit($"d{number}", number % 7, new(1 + number)))]);
        await using var db = _database.Open();
        Assert.Equal([3L, 4, 5], (await db.ReadLedgerPageAsync(LedgerDatabase.Market, 2, 3)).Select(entry => entry.Sequence));
        Assert.Empty(await db.ReadLedgerPageAsync(LedgerDatabase.Market, 1_203, 3));
        var all = new List<long>();
        await foreach (var entry in db.ReadLedgerAsync(LedgerDatabase.Market)) all.Add(entry.Sequence);
        Assert.Equal(Enumerable.Range(1, 1_203).Select(number => (long)number), all);
    }
}
