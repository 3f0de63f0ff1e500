using Ipfl.Protocol;
using Ipfl.Service.Dashboard.Reading;
using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Dashboard;

/// <summary>What pages read, against the rows.</summary>
public sealed class MarketReadingTests : IAsyncLifetime
{
    private readonly LedgerDatabase _database = new();

    public async ValueTask InitializeAsync()
    {
        await using var db = _database.Open();
        await new SeededMarket(db, _database.Time).WriteAsync();
    }

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task History_spreads_over_those_that_took_part()
    {
        await using var db = _database.Open();
        var rounds = await RoundNumbers.AllAsync(db, SeededMarket.Name, 3, default);
        Assert.Equal(Enumerable.Range(1, SeededMarket.Settled), rounds.Select(round => round.Round));
        foreach (var round in rounds)
        {
            var entries = await db.Entries.Where(row => row.Round == round.Round && row.Stage == EntryStage.Accepted).ToListAsync();
            Assert.Equal(new(entries.Min(row => row.Utility), round.Utility.Mean, entries.Max(row => row.Utility)), round.Utility);
            Assert.Equal(entries.Average(row => row.Utility), round.Utility.Mean, 1e-9);
            Assert.Equal(entries.Average(row => row.Accuracy!.Value), round.Accuracy!.Value.Mean, 1e-9);
            Assert.Equal(entries.Single(row => row.Participant == 3).Utility, round.OwnUtility);
            Assert.Equal(entries.Sum(row => row.Utility), round.Welfare, 1e-9);
        }
    }

    [Fact]
    public async Task A_round_without_measurements_has_no_accuracy()
    {
        await using var db = _database.Open();
        foreach (var row in await db.Entries.Where(row => row.Round == 2).ToListAsync()) row.Accuracy = null;
        await db.SaveChangesAsync();
        Assert.Equal([2], (await RoundNumbers.AllAsync(db, SeededMarket.Name, null, default)).Where(round => round.Accuracy is null).Select(round => round.Round));
    }

    [Fact]
    public async Task Health_counts_uploads_on_time_and_says_what_went_wrong_last()
    {
        await using var db = _database.Open();
        var all = await ParticipantHealth.AllAsync(db, SeededMarket.Name, default);
        Assert.Equal(SeededMarket.Names, all.Select(health => health.Row.Name));
        Assert.Equal((3, 6, "round 6: no upload before the deadline"), (all[7].OnTime, all[7].Rounds, all[7].LastReason));
        Assert.Null(all[0].LastReason);
        Assert.Equal(new MicroUnits((await db.Balances.SingleAsync(row => row.Account == "participant:2:available")).Micros), all[2].Available);
    }

    [Theory]
    [InlineData("mayo", 5)]
    [InlineData(" Mayo ", 5)]
    [InlineData("karo", 3)]
    public async Task A_search_knows_participants_by_their_names(string name, int number)
    {
        await using var db = _database.Open();
        var expected = (await db.Transactions.Include(row => row.Postings).AsNoTracking().ToListAsync())
            .Where(row => row.Postings.Any(posting => posting.Account.StartsWith($"participant:{number}:", StringComparison.Ordinal)))
            .OrderByDescending(row => row.Sequence).Select(row => row.Sequence).ToList();
        Assert.NotEmpty(expected);
        var (found, count) = await new LedgerSearch { Account = name }.PageAsync(db, SeededMarket.Name, 0, default);
        Assert.Equal(expected.Count, count);
        Assert.Equal(expected.Take(LedgerSearch.PageRows), found.Select(entry => entry.Sequence));
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("participant:5:", null, null, null)]
    [InlineData(null, "post", null, null)]
    [InlineData(null, null, 3, null)]
    [InlineData(null, null, null, "reserve:4")]
    [InlineData("rounding", "post", 2, "post:2:1")]
    [InlineData("nobody", null, null, null)]
    public async Task A_search_finds_what_fits_all_that_was_asked(string? account, string? kind, int? round, string? key)
    {
        await using var db = _database.Open();
        var expected = (await db.Transactions.Include(row => row.Postings).AsNoTracking().ToListAsync())
            .Where(row => (account is null || row.Postings.Any(posting => posting.Account.Contains(account, StringComparison.Ordinal)))
                && (kind is null || row.Kind == kind) && (round is null || row.Round == round) && (key is null || row.Key.Contains(key, StringComparison.Ordinal)))
            .OrderByDescending(row => row.Sequence).Select(row => row.Sequence).ToList();
        var search = new LedgerSearch { Account = account, Kind = kind, Round = round, Key = key };
        var found = new List<long>();
        for (var page = 0; page == 0 || found.Count == page * LedgerSearch.PageRows; page++)
        {
            var (entries, count) = await search.PageAsync(db, SeededMarket.Name, page, default);
            Assert.Equal(expected.Count, count);
            found.AddRange(entries.Select(entry => entry.Sequence));
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task The_log_has_the_latest_event_first_page_by_page()
    {
        await using var db = _database.Open();
        for (var i = 1; i <= AuditTrail.PageRows + 2; i++)
        {
            db.AuditLog.Add(new() { Time = _database.Time.GetUtcNow(), Actor = "operator", Action = "account", Detail = $"{i}" });
            await db.SaveChangesAsync();
        }

        var (first, count) = await AuditTrail.PageAsync(db, 0, default);
        var (second, _) = await AuditTrail.PageAsync(db, 1, default);
        Assert.Equal(AuditTrail.PageRows + 2, count);
        Assert.Equal(Enumerable.Range(1, count).Reverse().Select(i => $"{i}"), first.Concat(second).Select(row => row.Detail));
    }

    [Fact]
    public async Task Health_says_who_was_removed_and_who_waits_for_another_key()
    {
        await using var db = _database.Open();
        foreach (var number in new[] { 2, 3 })
            db.Keys.Add(new() { Id = $"{number:x32}", PublicKey = [], Role = KeyRole.Participant, MarketId = SeededMarket.Name, Name = SeededMarket.Names[number], RevokedAt = _database.Time.GetUtcNow() });
        (await db.Participants.SingleAsync(row => row.Number == 2)).Active = false;
        await db.SaveChangesAsync();
        var all = await ParticipantHealth.AllAsync(db, SeededMarket.Name, default);
        Assert.Equal([2], all.Where(health => health.IsRemoved).Select(health => health.Row.Number));
        Assert.Equal([2, 3], all.Where(health => health.IsKeyRevoked).Select(health => health.Row.Number));
    }

    [Fact]
    public async Task The_pulse_quickens_with_everything_that_pages_show_and_rests_otherwise()
    {
        await using var db = _database.Open();
        var before = await MarketPulse.OfAsync(db, SeededMarket.Name, default);
        Assert.Equal(before, await MarketPulse.OfAsync(db, SeededMarket.Name, default));
        Func<ServiceDb, Task>[] changes =
        [
            async change => (await change.Markets.SingleAsync()).Revision++,
            async change => (await change.Entries.FirstAsync(row => row.Stage == EntryStage.Expected)).Stage = EntryStage.Receiving,
            async change => (await change.Entries.FirstAsync(row => row.Stage == EntryStage.Receiving)).Stage = EntryStage.Excluded,
            async change => (await change.Entries.FirstAsync(row => row.Round == SeededMarket.Settled + 1)).Settlement = SettlementStage.Voided,
            change =>
            {
                change.AuditLog.Add(new() { Time = _database.Time.GetUtcNow(), MarketId = SeededMarket.Name, Actor = "mayo", Action = "reported" });
                return Task.CompletedTask;
            },
        ];
        foreach (var change in changes)
        {
            await change(db);
            await db.SaveChangesAsync();
            var after = await MarketPulse.OfAsync(db, SeededMarket.Name, default);
            Assert.NotEqual(before, after);
            before = after;
        }

        Assert.Equal(default, await MarketPulse.OfAsync(db, "nowhere", default));
    }
}
