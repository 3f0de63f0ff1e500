using Ipfl.Service.Ledger;

namespace Ipfl.Service.Tests.Ledger;

/// <summary>The ledger in the database against the simple model, on the same random transactions.</summary>
public sealed class RandomLedgerTests
{
    private const int Batch = 1_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task It_is_what_the_model_is(long seed) => CompareAsync(seed, operations: 4_000);

    [Fact]
    [Trait("Category", "Long")]
    public Task It_is_what_the_model_is_after_a_million_operations() => CompareAsync(seed: 3, operations: 1_000_000);

    private static async Task CompareAsync(long seed, int operations)
    {
        using var database = new LedgerDatabase();
        var model = new LedgerModel();
        var drafts = new RandomDrafts(seed, model);
        var verdicts = new Dictionary<Verdict, int>();
        for (var done = 0; done < operations; done += Batch)
        {
            await using var db = database.Open();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var ledger = database.Ledger(db);
            for (var i = 0; i < Batch; i++)
            {
                var (draft, before) = (drafts.Next(), model.Count);
                var expected = model.Append(draft);
                Assert.True(expected == await AppendAsync(ledger, draft, before), $"{expected}: {draft}");
                verdicts[expected] = verdicts.GetValueOrDefault(expected) + 1;
            }

            await transaction.CommitAsync();
        }

        Assert.All(Enum.GetValues<Verdict>(), verdict => Assert.True(verdicts.GetValueOrDefault(verdict) > operations / 100, $"{verdict}"));
        var verified = await database.VerifyAsync();
        Assert.Null(verified.Fault);
        Assert.Equal(model.Count, verified.Transactions);
        Assert.Equal(model.Balances, verified.Balances.ToDictionary(balance => balance.Key.ToString(), balance => balance.Value.Value).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(0, model.Balances.Values.Sum());
    }

    private static async Task<Verdict> AppendAsync(MarketLedger ledger, TransactionDraft draft, long before)
    {
        try
        {
            return (await ledger.AppendAsync(draft)).Sequence == before + 1 ? Verdict.Appended : Verdict.There;
        }
        catch (LedgerConflictException)
        {
            return Verdict.Conflict;
        }
        catch (InsufficientFundsException)
        {
            return Verdict.Insufficient;
        }
    }
}
