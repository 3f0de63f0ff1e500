using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Ipfl.Service.Storage;

/// <summary>The database: the truth of the service. Times are kept as milliseconds since 1970, so that every backend orders them alike.</summary>
public sealed class ServiceDb(DbContextOptions<ServiceDb> options) : DbContext(options)
{
    /// <summary>Markets.</summary>
    public DbSet<MarketRow> Markets => Set<MarketRow>();

    /// <summary>Keys that may sign.</summary>
    public DbSet<KeyRow> Keys => Set<KeyRow>();

    /// <summary>Participants.</summary>
    public DbSet<ParticipantRow> Participants => Set<ParticipantRow>();

    /// <summary>Invitations.</summary>
    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    /// <summary>Rounds.</summary>
    public DbSet<RoundRow> Rounds => Set<RoundRow>();

    /// <summary>Parts in rounds.</summary>
    public DbSet<EntryRow> Entries => Set<EntryRow>();

    /// <summary>Trades.</summary>
    public DbSet<TradeRow> Trades => Set<TradeRow>();

    /// <summary>The ledger's transactions.</summary>
    public DbSet<TransactionRow> Transactions => Set<TransactionRow>();

    /// <summary>The ledger's postings.</summary>
    public DbSet<PostingRow> Postings => Set<PostingRow>();

    /// <summary>Running balances.</summary>
    public DbSet<BalanceRow> Balances => Set<BalanceRow>();

    /// <summary>Events.</summary>
    public DbSet<AuditRow> AuditLog => Set<AuditRow>();

    /// <summary>Dashboard accounts.</summary>
    public DbSet<AccountRow> Accounts => Set<AccountRow>();

    /// <summary>Keys that sign receipts, or did.</summary>
    public DbSet<ServerKeyRow> ServerKeys => Set<ServerKeyRow>();

    /// <summary>Who is signed in.</summary>
    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    /// <summary>That the server runs.</summary>
    public DbSet<HeartbeatRow> Heartbeats => Set<HeartbeatRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<MarketRow>().HasKey(row => row.Id);
        modelBuilder.Entity<KeyRow>().HasKey(row => row.Id);
        modelBuilder.Entity<ParticipantRow>(rows =>
        {
            rows.HasKey(row => new { row.MarketId, row.Number });
            rows.HasIndex(row => new { row.MarketId, row.Name }).IsUnique();
            rows.HasIndex(row => row.KeyId).IsUnique();
        });
        modelBuilder.Entity<InvitationRow>().HasKey(row => row.Digest);
        modelBuilder.Entity<RoundRow>().HasKey(row => new { row.MarketId, row.Number });
        modelBuilder.Entity<EntryRow>().HasKey(row => new { row.MarketId, row.Round, row.Participant });
        modelBuilder.Entity<TradeRow>().HasKey(row => new { row.MarketId, row.Round, row.Buyer, row.Seller });
        modelBuilder.Entity<TransactionRow>(rows =>
        {
            rows.HasKey(row => new { row.MarketId, row.Sequence });
            rows.HasIndex(row => new { row.MarketId, row.Key }).IsUnique();
            rows.HasIndex(row => new { row.MarketId, row.Round });
            rows.HasMany(row => row.Postings).WithOne().HasForeignKey(row => new { row.MarketId, row.Sequence }).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<PostingRow>(rows =>
        {
            rows.HasKey(row => new { row.MarketId, row.Sequence, row.Account });
            rows.HasIndex(row => new { row.MarketId, row.Account });
        });
        modelBuilder.Entity<BalanceRow>().HasKey(row => new { row.MarketId, row.Account });
        modelBuilder.Entity<AuditRow>().HasKey(row => row.Id);
        modelBuilder.Entity<AuditRow>().HasIndex(row => new { row.MarketId, row.Id });
        modelBuilder.Entity<AccountRow>().HasKey(row => row.Name);
        modelBuilder.Entity<ServerKeyRow>().HasKey(row => row.Id);
        modelBuilder.Entity<SessionRow>().HasKey(row => row.Digest);
        modelBuilder.Entity<HeartbeatRow>(rows =>
        {
            rows.HasKey(row => row.Id);
            rows.Property(row => row.Id).ValueGeneratedNever();
        });
    }

    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
