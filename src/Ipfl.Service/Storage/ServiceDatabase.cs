using System.Data.Common;
using Ipfl.Service.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ipfl.Service.Storage;

/// <summary>How the database is opened.</summary>
public static class ServiceDatabase
{
    /// <summary>The SQLite file of a server's folder: what is committed is on disk, whatever happens to process or power.</summary>
    public static DbContextOptionsBuilder UseServiceDatabase(this DbContextOptionsBuilder builder, ServiceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var connection = new SqliteConnectionStringBuilder { DataSource = folder.Database, Pooling = true, DefaultTimeout = 30 }.ConnectionString;
        return builder.UseSqlite(connection).AddInterceptors(Durable.Instance);
    }

    private sealed class Durable : DbConnectionInterceptor
    {
        public static readonly Durable Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }

        private static void Apply(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL";
            command.ExecuteNonQuery();
        }
    }
}
