using Ipfl.Service.Dashboard.SignIn;
using Ipfl.Service.Markets;
using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Tests.Dashboard;

public sealed class SignInAccountsTests : IDisposable
{
    private readonly LedgerDatabase _database = new();
    private readonly SignInAccounts _accounts;

    public SignInAccountsTests() => _accounts = new(new Databases(_database), _database.Time);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task The_first_account_is_made_once_and_its_secret_is_kept_nowhere()
    {
        var secret = await _accounts.CreateFirstAsync();
        Assert.Equal(24, secret!.Length);
        Assert.Null(await _accounts.CreateFirstAsync());
        await using var db = _database.Open();
        var row = await db.Accounts.SingleAsync();
        Assert.Equal((SignInAccounts.First, KeyRole.Operator), (row.Name, row.Role));
        Assert.DoesNotContain(secret, row.SecretHash, StringComparison.Ordinal);
        Assert.All(await db.AuditLog.ToListAsync(), entry => Assert.DoesNotContain(secret, entry.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Name_and_secret_belong_together()
    {
        var first = (await _accounts.CreateFirstAsync())!;
        var carol = await _accounts.AddAsync("carol", KeyRole.Auditor, "operator");
        Assert.Null(await _accounts.CheckAsync("operator", carol));
        Assert.Null(await _accounts.CheckAsync("carol", first));
        Assert.Null(await _accounts.CheckAsync("nobody", first));
        Assert.Null(await _accounts.CheckAsync("nobody", ""));
        Assert.True((await _accounts.CheckAsync("operator", first))!.IsInRole("operator"));
        var auditor = (await _accounts.CheckAsync("carol", carol))!;
        Assert.True(auditor.IsInRole("auditor"));
        Assert.False(auditor.IsInRole("operator"));
        Assert.True(await _accounts.IsCurrentAsync(auditor));
    }

    [Fact]
    public async Task A_new_secret_ends_what_the_old_one_began()
    {
        var old = await _accounts.CreateFirstAsync();
        var signedIn = await _accounts.CheckAsync("operator", old!);
        var renewed = await _accounts.RenewFirstAsync();
        Assert.False(await _accounts.IsCurrentAsync(signedIn!));
        Assert.Null(await _accounts.CheckAsync("operator", old!));
        Assert.NotNull(await _accounts.CheckAsync("operator", renewed));
    }

    [Fact]
    public async Task Who_signs_out_is_out_and_nobody_else_is()
    {
        var secret = (await _accounts.CreateFirstAsync())!;
        var (here, elsewhere) = (await _accounts.CheckAsync("operator", secret), await _accounts.CheckAsync("operator", secret));
        await _accounts.SignOutAsync(here!);
        Assert.False(await _accounts.IsCurrentAsync(here!));
        Assert.True(await _accounts.IsCurrentAsync(elsewhere!));
    }

    [Fact]
    public async Task A_session_lasts_twelve_hours_after_the_last_page()
    {
        var signedIn = await _accounts.CheckAsync("operator", (await _accounts.CreateFirstAsync())!);
        _database.Time.Advance(TimeSpan.FromHours(11));
        await _accounts.SawAsync(signedIn!);
        _database.Time.Advance(TimeSpan.FromHours(11));
        Assert.True(await _accounts.IsCurrentAsync(signedIn!));
        _database.Time.Advance(TimeSpan.FromHours(2));
        Assert.False(await _accounts.IsCurrentAsync(signedIn!));
    }

    [Fact]
    public async Task Failures_are_told_without_what_may_be_a_secret()
    {
        await _accounts.CreateFirstAsync();
        await _accounts.NoteFailureAsync("operator", "192.0.2.1");
        await _accounts.NoteFailureAsync("my-secret-typed-as-a-name", "192.0.2.1");
        await using var db = _database.Open();
        var told = await db.AuditLog.Where(row => row.Action == "sign-in-failed").OrderBy(row => row.Id).ToListAsync();
        Assert.Equal(["operator", "stranger"], told.Select(row => row.Actor));
        Assert.Equal("from 192.0.2.1", told[0].Detail);
        Assert.DoesNotContain("my-secret", told[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_operator_stays_and_everybody_else_can_be_removed()
    {
        await _accounts.CreateFirstAsync();
        Assert.Contains("last operator", (await Assert.ThrowsAsync<RefusedException>(() => _accounts.RemoveAsync("operator", "operator"))).Message, StringComparison.Ordinal);
        var secret = await _accounts.AddAsync("dora", KeyRole.Operator, "operator");
        var signedIn = await _accounts.CheckAsync("dora", secret);
        await _accounts.RemoveAsync("operator", "dora");
        Assert.True(await _accounts.IsCurrentAsync(signedIn!));
        Assert.Equal(["dora"], (await _accounts.ListAsync()).Select(row => row.Name));
        await _accounts.RenewFirstAsync();
        await _accounts.RemoveAsync("dora", "operator");
        Assert.False(await _accounts.IsCurrentAsync(signedIn!));
    }

    [Theory]
    [InlineData("", KeyRole.Auditor)]
    [InlineData("With Blank", KeyRole.Auditor)]
    [InlineData("operator", KeyRole.Auditor)]
    [InlineData("fine", KeyRole.Participant)]
    public async Task What_is_no_account_is_refused(string name, KeyRole role)
    {
        await _accounts.CreateFirstAsync();
        await Assert.ThrowsAsync<RefusedException>(() => _accounts.AddAsync(name, role, "operator"));
        Assert.Single(await _accounts.ListAsync());
    }

    private sealed class Databases(LedgerDatabase database) : IDbContextFactory<ServiceDb>
    {
        public ServiceDb CreateDbContext() => database.Open();
    }
}
