using Ipfl.Service.Hosting;
using Ipfl.Service.Tests.Serving;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Hosting;

/// <summary>A start on a folder that a server has run in: it goes on, waits and says for what, or says what is missing; it never begins anew.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_start_goes_on_where_one_before_was_killed_within_the_schema()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateMarketAsync();
        Run(server.Options.Folder, "INSERT INTO __EFMigrationsLock (Id, Timestamp) VALUES (1, '2026-01-01 00:00:00')");
        await server.RestartAsync().WaitAsync(Hang, TestContext.Current.CancellationToken);
        Assert.Single((await server.Operator.Operator.ListMarketsAsync(new())).Markets);
    }

    [Fact]
    public async Task The_schema_has_no_changes_that_no_migration_brings()
    {
        await using var server = await TestServer.StartAsync();
        await using var db = await server.DatabaseAsync();
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task A_start_that_waits_for_another_program_says_so_and_goes_on_without_it()
    {
        using var place = new TemporaryFolder();
        var folder = new ServiceFolder(place.Path);
        using var log = new LogLines();
        using (var other = Open(folder))
        {
            Execute(other, "BEGIN IMMEDIATE");
            var start = Task.Run(() => new DatabaseStart(folder, TimeProvider.System, log.Of<DatabaseStart>()).PrepareAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            await log.SawAsync($"The start waits: another program writes to {folder.Database}.").WaitAsync(Hang, TestContext.Current.CancellationToken);
            Execute(other, "ROLLBACK");
            await start.WaitAsync(Hang, TestContext.Current.CancellationToken);
        }

        SqliteConnection.ClearAllPools();
    }

    public static TheoryData<string, string[], string, string> Losses() => new()
    {
        { "no database", ["market.db"], "market.db: is missing, but ", "put the database back" },
        { "no database, only models", ["market.db", "server.key", "operator.key"], "market.db: is missing, but ", "put the database back" },
        { "no server's key", ["server.key"], "server.key: is missing, the key that signed all receipts so far", "put it back" },
        { "no certificate", ["server.pem"], "server.pem: is missing, the certificate that agents know the server by", "put it back" },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_was_lost_is_named_with_the_remedy_and_nothing_is_made_in_its_place(string what, string[] files, string fault, string remedy)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateMarketAsync();
        await server.StopAsync();
        SqliteConnection.ClearAllPools();
        using var kept = new TemporaryFolder();
        foreach (var file in files) File.Move(Path.Combine(server.Options.Folder.Root, file), kept.File(file));
        var there = Files(server);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => server.RestartAsync());
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
        Assert.True(there.SequenceEqual(Files(server)), what);
        SqliteConnection.ClearAllPools();
        foreach (var file in files) File.Move(kept.File(file), Path.Combine(server.Options.Folder.Root, file));
        await server.RestartAsync();
        Assert.Single((await server.Operator.Operator.ListMarketsAsync(new())).Markets);
    }

    [Theory]
    [InlineData("emptied", "is empty, but ")]
    [InlineData("another program's", "is empty, but ")]
    [InlineData("a new server's", "knows no market, but ")]
    [InlineData("damaged", "cannot be used as the server's database (")]
    public async Task Another_database_in_its_place_is_told_from_ones_own(string what, string fault)
    {
        await using var server = await TestServer.StartAsync();
        await using var another = await TestServer.StartAsync();
        await another.StopAsync();
        await server.CreateMarketAsync();
        await server.StopAsync();
        SqliteConnection.ClearAllPools();
        var folder = server.Options.Folder;
        foreach (var side in new[] { "-wal", "-shm" }) File.Delete(folder.Database + side);
        File.Move(folder.Database, $"{folder.Database}.away");
        switch (what)
        {
            case "emptied": File.WriteAllBytes(folder.Database, []); break;
            case "another program's": Run(folder, "VACUUM"); break;
            case "a new server's": File.Copy(another.Options.Folder.Database, folder.Database); break;
            default: File.WriteAllBytes(folder.Database, [.. Enumerable.Repeat((byte)'x', 8192)]); break;
        }

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => server.RestartAsync());
        Assert.StartsWith($"{folder.Database}: {fault}", refused.Message, StringComparison.Ordinal);
        SqliteConnection.ClearAllPools();
        foreach (var side in new[] { "-wal", "-shm" }) File.Delete(folder.Database + side);
        File.Move($"{folder.Database}.away", folder.Database, overwrite: true);
        await server.RestartAsync();
        Assert.Single((await server.Operator.Operator.ListMarketsAsync(new())).Markets);
    }

    [Fact]
    public async Task Another_servers_key_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        await using var another = await TestServer.StartAsync();
        await server.StopAsync();
        File.Copy(another.Options.Folder.ServerKey, server.Options.Folder.ServerKey, overwrite: true);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => server.RestartAsync());
        Assert.StartsWith($"{server.Options.Folder.ServerKey}: is another key than the database knows", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("database")]
    [InlineData("database and key of the server")]
    public async Task A_first_start_that_was_killed_half_way_is_no_loss(string made)
    {
        using var place = new TemporaryFolder();
        var folder = new ServiceFolder(place.Path);
        using var log = new LogLines();
        await new DatabaseStart(folder, TimeProvider.System, log.Of<DatabaseStart>()).PrepareAsync(TestContext.Current.CancellationToken);
        if (made != "database") Ipfl.Protocol.Signing.PrivateKeyFile.FindOrMake(folder.ServerKey).Dispose();
        SqliteConnection.ClearAllPools();
        await new DatabaseStart(folder, TimeProvider.System, log.Of<DatabaseStart>()).PrepareAsync(TestContext.Current.CancellationToken);
        SqliteConnection.ClearAllPools();
    }

    private static string[] Files(TestServer server) => [.. Directory.EnumerateFiles(server.Options.Folder.Root).Where(file => !file.Contains("market.db-", StringComparison.Ordinal)).Order()];

    private static void Run(ServiceFolder folder, string sql)
    {
        using var connection = Open(folder);
        Execute(connection, sql);
    }

    private static SqliteConnection Open(ServiceFolder folder)
    {
        var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
