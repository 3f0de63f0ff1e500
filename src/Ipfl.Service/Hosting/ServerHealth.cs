using Ipfl.Service.Rounds;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ipfl.Service.Hosting;

/// <summary>Ready is who can read the database, has room to write, and keeps all markets going.</summary>
internal sealed class ServerHealth(IDbContextFactory<ServiceDb> databases, Heartbeat heartbeat, RoundClock clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (heartbeat.Fault is { } fault) return HealthCheckResult.Unhealthy(fault);
        if (clock.Faulty.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } faulty) return HealthCheckResult.Unhealthy($"cannot go on: {string.Join(", ", faulty)}");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the database cannot be reached");
    }
}
