using System.Security.Cryptography.X509Certificates;
using Ipfl.Learning;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Dashboard.SignIn;
using Ipfl.Service.Hosting;
using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Ipfl.EndToEnd.Tests.Dashboard;

/// <summary>The real server with a seeded market, and a browser that is signed in.</summary>
internal sealed class Browsing : IAsyncDisposable
{
    public static readonly (int Width, int Height) Desktop = (1280, 800);
    public static readonly (int Width, int Height) Phone = (390, 844);
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _faults = [];
    private WebApplication _app = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public string Address { get; private set; } = "";

    public string Secret { get; private set; } = "";

    public IPage Page { get; private set; } = null!;

    public SignInAccounts Accounts => _app.Services.GetRequiredService<SignInAccounts>();

    /// <summary>Whether a certificate is the server's.</summary>
    public bool IsOwn(X509Certificate? shown) =>
        shown is not null && TlsKey.Of(shown) == _app.Services.GetRequiredService<ServerIdentity>().TlsKey;

    /// <param name="size">Of the window.</param>
    /// <param name="colours">What the browser asks for.</param>
    /// <param name="front">Starts a proxy before the server, which then speaks no TLS, and gives the proxy's address; null is none.</param>
    public static async Task<Browsing> StartAsync((int Width, int Height) size, ColorScheme colours = ColorScheme.Light, Func<string, string>? front = null)
    {
        var browsing = new Browsing();
        try
        {
            await browsing.OpenAsync(size, colours, front);
            return browsing;
        }
        catch
        {
            await browsing.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same, signed in as the operator.</summary>
    public static async Task<Browsing> SignedInAsync((int Width, int Height) size, ColorScheme colours = ColorScheme.Light, Func<string, string>? front = null)
    {
        var browsing = await StartAsync(size, colours, front);
        await browsing.SignInAsync(SignInAccounts.First, browsing.Secret);
        await browsing.HeadingAsync("Markets");
        return browsing;
    }

    public async Task SignInAsync(string name, string secret)
    {
        await Page.GotoAsync("/");
        await Page.GetByLabel("Account").FillAsync(name);
        await Page.GetByLabel("Secret").FillAsync(secret);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Goes to a page and waits until it has read what it shows.</summary>
    public async Task GoAsync(string path, string heading)
    {
        await Page.GotoAsync(path);
        await HeadingAsync(heading);
    }

    public Task HeadingAsync(string text) => Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = text, Level = 1, Exact = true })).ToBeVisibleAsync();

    /// <summary>Changes the database behind the server's back, as another process would.</summary>
    public async Task ChangeAsync(Func<ServiceDb, Task> change)
    {
        await using var db = await _app.Services.GetRequiredService<IDbContextFactory<ServiceDb>>().CreateDbContextAsync();
        await change(db);
        await db.SaveChangesAsync();
    }

    /// <summary>A picture of the page in the folder that <c>IPFL_SCREENSHOTS</c> names, if it names one.</summary>
    public async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("IPFL_SCREENSHOTS") is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>What the browser's console complained of.</summary>
    public void AssertNoFaults() => Assert.Empty(_faults);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private async Task OpenAsync((int Width, int Height) size, ColorScheme colours, Func<string, string>? front)
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
        var listen = $"{(front is null ? "https" : "http")}://127.0.0.1:{FreePort.Next()}";
        Address = front?.Invoke(listen) ?? listen;
        _app = await MarketServer.BuildAsync(new(new ServiceFolder(_folder.Path)) { Listen = listen, PublicAddress = Address, Threads = 2 }, new MappedAggregator(2));
        await _app.StartAsync();
        Secret = await Accounts.CreateFirstAsync() ?? throw new InvalidOperationException("a new server has an account already");
        await ChangeAsync(db => new SeededMarket(db, TimeProvider.System).WriteAsync());
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = Address,
            IgnoreHTTPSErrors = true,
            ViewportSize = new() { Width = size.Width, Height = size.Height },
            ColorScheme = colours,
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        Page = await context.NewPageAsync();
        Page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        Page.Console += (_, message) =>
        {
            if (message.Type == "error") _faults.Add(message.Text);
        };
        Page.PageError += (_, fault) => _faults.Add(fault);
    }
}
