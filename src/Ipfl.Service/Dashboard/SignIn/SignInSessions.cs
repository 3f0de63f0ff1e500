using System.Security.Claims;
using System.Security.Cryptography;
using Ipfl.Service.Markets;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.SignIn;

/// <summary>
/// Who is signed in is held by the server: a cookie names a session and is worth nothing once that has ended, wherever copies of it are.
/// </summary>
internal static class SignInSessions
{
    /// <summary>How long a session lasts after the last page was loaded.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    private const string TokenClaim = "session";
    private static readonly TimeSpan Fineness = TimeSpan.FromMinutes(1);

    /// <summary>Adds a session, and removes those that are over.</summary>
    /// <returns>What names it.</returns>
    public static async Task<Claim> BeginAsync(ServiceDb db, string account, DateTimeOffset now, CancellationToken cancellation)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await db.Sessions.Where(row => row.LastUsed < now - Lasts).ExecuteDeleteAsync(cancellation);
        db.Sessions.Add(new() { Digest = SecretDigest.Of(token), Account = account, LastUsed = now });
        return new(TokenClaim, token);
    }

    /// <summary>Whether somebody's session still runs.</summary>
    public static async Task<bool> IsOpenAsync(ServiceDb db, ClaimsPrincipal principal, DateTimeOffset now, CancellationToken cancellation) =>
        await FindAsync(db, principal, cancellation) is { } row && row.Account == principal.Identity?.Name && row.LastUsed >= now - Lasts;

    /// <summary>A page was loaded.</summary>
    public static async Task UseAsync(ServiceDb db, ClaimsPrincipal principal, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await FindAsync(db, principal, cancellation) is not { } row || now - row.LastUsed < Fineness) return;
        await db.Sessions.Where(found => found.Digest == row.Digest).ExecuteUpdateAsync(found => found.SetProperty(used => used.LastUsed, now), cancellation);
    }

    /// <summary>Ends somebody's session.</summary>
    public static async Task EndAsync(ServiceDb db, ClaimsPrincipal principal, CancellationToken cancellation)
    {
        if (await FindAsync(db, principal, cancellation) is { } row) await db.Sessions.Where(found => found.Digest == row.Digest).ExecuteDeleteAsync(cancellation);
    }

    private static async Task<SessionRow?> FindAsync(ServiceDb db, ClaimsPrincipal principal, CancellationToken cancellation)
    {
        if (principal.FindFirst(TokenClaim)?.Value is not { } token) return null;
        var digest = SecretDigest.Of(token);
        return await db.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.Digest == digest, cancellation);
    }
}
