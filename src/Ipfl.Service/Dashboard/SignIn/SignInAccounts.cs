using System.Security.Claims;
using System.Security.Cryptography;
using Ipfl.Service.Markets;
using Ipfl.Service.Storage;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.SignIn;

/// <summary>
/// Who may sign in to the dashboard. Secrets are drawn here, shown once, and kept as hashes only; who forgot one gets a new one, which ends
/// everything that was signed in with the old one.
/// </summary>
public sealed class SignInAccounts(IDbContextFactory<ServiceDb> databases, TimeProvider time)
{
    /// <summary>The account that a new server has.</summary>
    public const string First = "operator";

    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int SecretLetters = 24;
    private static readonly string NobodysHash = SecretHash.Of("");

    /// <summary>Makes the account <see cref="First"/> where there is none at all.</summary>
    /// <returns>Its secret, which nobody can read again; null where there are accounts.</returns>
    public async Task<string?> CreateFirstAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Accounts.AnyAsync(cancellation) ? null : await AddAsync(First, KeyRole.Operator, "server", cancellation);
    }

    /// <summary>Gives the account <see cref="First"/> a new secret, and makes it an operator's where it is missing.</summary>
    /// <returns>The secret, which nobody can read again.</returns>
    public async Task<string> RenewFirstAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Accounts.AnyAsync(row => row.Name == First, cancellation)
            ? await RenewAsync(First, "server", cancellation)
            : await AddAsync(First, KeyRole.Operator, "server", cancellation);
    }

    /// <summary>All accounts, by name.</summary>
    public async Task<IReadOnlyList<AccountRow>> ListAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Accounts.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellation);
    }

    /// <summary>Adds an account.</summary>
    /// <returns>Its secret, which nobody can read again.</returns>
    /// <exception cref="RefusedException">The name is none, or taken.</exception>
    public async Task<string> AddAsync(string name, KeyRole role, string by, CancellationToken cancellation = default)
    {
        if (!TermsCheck.IsName(name)) throw new RefusedException(Refusal.Invalid, $"name: found '{name}'; allowed: 1 to 40 lower-case letters, digits and hyphens");
        if (role is not (KeyRole.Operator or KeyRole.Auditor)) throw new RefusedException(Refusal.Invalid, "role: allowed: operator, auditor");
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Accounts.AnyAsync(row => row.Name == name, cancellation)) throw new RefusedException(Refusal.NotNow, $"there is an account '{name}'; choose another name");
        var secret = Draw();
        db.Accounts.Add(new() { Name = name, Role = role, SecretHash = SecretHash.Of(secret) });
        Log(db, by, "account-added", $"{name} as {role.ToString().ToLowerInvariant()}");
        await db.SaveChangesAsync(cancellation);
        return secret;
    }

    /// <summary>Gives an account a new secret; whoever is signed in with the old one is signed out.</summary>
    /// <returns>The secret, which nobody can read again.</returns>
    /// <exception cref="RefusedException">There is no such account.</exception>
    public async Task<string> RenewAsync(string name, string by, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await FindAsync(db, name, cancellation);
        var secret = Draw();
        row.SecretHash = SecretHash.Of(secret);
        await EndAllAsync(db, name, cancellation);
        Log(db, by, "account-renewed", name);
        await db.SaveChangesAsync(cancellation);
        return secret;
    }

    /// <summary>Removes an account.</summary>
    /// <exception cref="RefusedException">There is no such account, or it is the last operator.</exception>
    public async Task RemoveAsync(string name, string by, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await FindAsync(db, name, cancellation);
        if (row.Role == KeyRole.Operator && await db.Accounts.CountAsync(other => other.Role == KeyRole.Operator, cancellation) == 1)
            throw new RefusedException(Refusal.NotNow, $"'{name}' is the last operator; add another one first");
        db.Accounts.Remove(row);
        await EndAllAsync(db, name, cancellation);
        Log(db, by, "account-removed", name);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Who signs in with a name and a secret, with a session that begins; null when they do not belong together.</summary>
    public async Task<ClaimsPrincipal?> CheckAsync(string name, string secret, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(found => found.Name == name, cancellation);

        // A name that nobody has takes as long as a wrong secret.
        var matches = SecretHash.Matches(row?.SecretHash ?? NobodysHash, secret);
        if (row is null || !matches) return null;
        var session = await SignInSessions.BeginAsync(db, row.Name, time.GetUtcNow(), cancellation);
        Log(db, name, "signed-in", "");
        await db.SaveChangesAsync(cancellation);
        Claim[] claims = [new(ClaimTypes.Name, row.Name), new(ClaimTypes.Role, Roles.Of(row.Role)), session];
        return new(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme));
    }

    /// <summary>Writes down that somebody failed to sign in. What was typed for a name that nobody has may be a secret, and is not written.</summary>
    public async Task NoteFailureAsync(string name, string from, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var isKnown = await db.Accounts.AnyAsync(row => row.Name == name, cancellation);
        Log(db, isKnown ? name : "stranger", "sign-in-failed", $"from {from}{(isKnown ? "" : ", with a name that is no account's")}");
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Whether somebody is still signed in, and the account still has the role that it had then.</summary>
    public async Task<bool> IsCurrentAsync(ClaimsPrincipal principal, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var name = principal.Identity?.Name;
        var row = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(found => found.Name == name, cancellation);
        return row is not null && principal.IsInRole(Roles.Of(row.Role)) && await SignInSessions.IsOpenAsync(db, principal, time.GetUtcNow(), cancellation);
    }

    /// <summary>Somebody who is signed in has loaded a page.</summary>
    public async Task SawAsync(ClaimsPrincipal principal, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await SignInSessions.UseAsync(db, principal, time.GetUtcNow(), cancellation);
    }

    /// <summary>Ends what began when somebody signed in, also for copies of the cookie.</summary>
    public async Task SignOutAsync(ClaimsPrincipal principal, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await SignInSessions.EndAsync(db, principal, cancellation);
    }

    private static string Draw() => RandomNumberGenerator.GetString(Letters, SecretLetters);

    private static Task<int> EndAllAsync(ServiceDb db, string account, CancellationToken cancellation) => db.Sessions.Where(row => row.Account == account).ExecuteDeleteAsync(cancellation);

    private void Log(ServiceDb db, string by, string action, string detail) => db.AuditLog.Add(new() { Time = time.GetUtcNow(), Actor = by, Action = action, Detail = detail });

    private static async Task<AccountRow> FindAsync(ServiceDb db, string name, CancellationToken cancellation) =>
        await db.Accounts.SingleOrDefaultAsync(row => row.Name == name, cancellation) ?? throw new RefusedException(Refusal.NotFound, $"there is no account '{name}'");
}
