using Ipfl.Service.Hosting;
using Ipfl.Service.Ledger;
using Ipfl.Service.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Cli.Tests;

/// <summary>A server's folder with two markets: one in which money has moved, one that is new.</summary>
internal static class SampleServer
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static async Task MakeAsync(string folder)
    {
        await using var db = Open(folder);
        await db.Database.MigrateAsync();
        db.AddRange(Market("orders"), Market("idle"), Participant(0, "alpha"), Participant(1, "beta [b]"));
        await db.SaveChangesAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await AppendAsync(
            db, TransactionDraft.Deposit("a", 0, new(1_500_000)), TransactionDraft.Deposit("b", 1, new(500)), TransactionDraft.Reserve(1, 0, new(300)),
            TransactionDraft.Reserve(1, 1, new(200)), TransactionDraft.Post(1, 0, new(300), [new(1, new(299))]));
        await transaction.CommitAsync();
    }

    public static ServiceDb Open(string folder) =>
        new(new DbContextOptionsBuilder<ServiceDb>().UseSqlite(new SqliteConnectionStringBuilder { DataSource = new ServiceFolder(folder).Database, Pooling = false }.ConnectionString).Options);

    public static async Task AppendAsync(ServiceDb db, params TransactionDraft[] drafts)
    {
        var ledger = new MarketLedger(db, "orders", new StoppedClock());
        foreach (var draft in drafts) await ledger.AppendAsync(draft);
    }

    private static MarketRow Market(string name) => new() { Id = name, Terms = "{}", CreatedAt = Start };

    private static ParticipantRow Participant(int number, string name) => new() { MarketId = "orders", Number = number, Name = name, KeyId = name };

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Start;
    }
}
