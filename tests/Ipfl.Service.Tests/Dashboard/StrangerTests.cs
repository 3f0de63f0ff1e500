using System.Net;
using System.Text.RegularExpressions;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Dashboard.SignIn;
using Ipfl.Service.Hosting;
using Ipfl.Service.Tests.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Ipfl.Service.Tests.Dashboard;

/// <summary>What a server says to those that have not signed in.</summary>
public sealed class StrangerTests
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/new")]
    [InlineData("GET", "/accounts")]
    [InlineData("GET", "/log")]
    [InlineData("GET", "/markets/test")]
    [InlineData("GET", "/markets/test/graph")]
    [InlineData("GET", "/markets/test/worth")]
    [InlineData("GET", "/markets/test/ledger.csv")]
    [InlineData("POST", "/sign-out")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("GET", "/_blazor/initializers")]
    public async Task Strangers_are_sent_to_sign_in(string method, string path)
    {
        await using var server = await TestServer.StartAsync();
        using var browser = Browser(server);
        using var answer = await browser.SendAsync(new(new(method), path));
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Redirect, HttpStatusCode.Unauthorized });
        if (answer.StatusCode == HttpStatusCode.Redirect) Assert.StartsWith("/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_cookie_is_for_this_server_alone_and_pages_load_nothing_from_elsewhere()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.Services.GetRequiredService<SignInAccounts>().CreateFirstAsync();
        using var browser = Browser(server);
        using var answer = await SignInAsync(browser, "operator", secret!);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("__Host-ipfl=", StringComparison.Ordinal)).ToLowerInvariant();
        foreach (var flag in new[] { "httponly", "secure", "samesite=strict", "path=/" }) Assert.Contains(flag, cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.Ordinal);

        using var page = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var text = await page.Content.ReadAsStringAsync();
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", text);
        Assert.Contains("default-src 'none'", string.Join(' ', page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        foreach (Match asset in Regex.Matches(text, "(?:src|href)=\"(/assets/[^\"]+)\""))
        {
            using var found = await browser.GetAsync(asset.Groups[1].Value);
            Assert.Equal(HttpStatusCode.OK, found.StatusCode);
            Assert.Contains("immutable", found.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            using var stale = await browser.GetAsync(Regex.Replace(asset.Groups[1].Value, "/assets/[0-9a-f]+/", "/assets/0000000000000000/"));
            Assert.Equal(HttpStatusCode.NotFound, stale.StatusCode);
        }
    }

    [Fact]
    public async Task A_form_of_another_site_changes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.Services.GetRequiredService<SignInAccounts>().CreateFirstAsync();
        using var browser = Browser(server);
        using var forged = await browser.PostAsync("/sign-in", Form(("_handler", "sign-in"), ("Form.Name", "operator"), ("Form.Secret", secret!)));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using var signedIn = await SignInAsync(browser, "operator", secret!);
        using var forgedToo = await browser.PostAsync("/sign-out", Form());
        Assert.Equal(HttpStatusCode.BadRequest, forgedToo.StatusCode);
        using var still = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Guessing_ends_soon()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.Services.GetRequiredService<SignInAccounts>().CreateFirstAsync();
        using var browser = Browser(server);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < SignInRates.TriesAtOnce + 3; i++)
        {
            using var answer = await SignInAsync(browser, "operator", $"guess {i}");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.OK, SignInRates.TriesAtOnce), answers.Take(SignInRates.TriesAtOnce));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        using var right = await SignInAsync(browser, "operator", secret!);
        Assert.NotEqual(HttpStatusCode.Redirect, right.StatusCode);
    }

    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_after_signing_out()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.Services.GetRequiredService<SignInAccounts>().CreateFirstAsync();
        using var browser = Browser(server);
        using var signedIn = await SignInAsync(browser, "operator", secret!);
        var copied = signedIn.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("__Host-ipfl=", StringComparison.Ordinal)).Split(';')[0];
        using var thief = Browser(server, keepsCookies: false);
        thief.DefaultRequestHeaders.Add("Cookie", copied);
        using var before = await thief.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await server.Services.GetRequiredService<SignInAccounts>().SignOutAsync(await PrincipalAsync(server, copied));
        using var after = await thief.GetAsync("/");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task Failed_tries_are_in_the_audit_log_and_good_ones_use_nothing_up()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.Services.GetRequiredService<SignInAccounts>().CreateFirstAsync();
        using var browser = Browser(server);
        for (var i = 0; i < SignInRates.TriesAtOnce + 2; i++)
        {
            using var good = await SignInAsync(browser, "operator", secret!);
            Assert.Equal(HttpStatusCode.Redirect, good.StatusCode);
        }

        using var bad = await SignInAsync(browser, "operator", "a guess");
        await using var db = await server.DatabaseAsync();
        Assert.Equal("operator", Assert.Single(db.AuditLog, row => row.Action == "sign-in-failed").Actor);
    }

    [Fact]
    public async Task An_unknown_path_is_told_on_a_page()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.Services.GetRequiredService<SignInAccounts>().CreateFirstAsync();
        using var browser = Browser(server);
        using var signedIn = await SignInAsync(browser, "operator", secret!);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/no/such/page") { Headers = { { "Accept", "text/html" } } };
        using var answer = await browser.SendAsync(asked);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("<html", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_signs_nobody_out()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.Services.GetRequiredService<SignInAccounts>().CreateFirstAsync();
        using var browser = Browser(server);
        using var signedIn = await SignInAsync(browser, "operator", secret!);
        await server.RestartAsync();
        using var page = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Behind_a_program_that_speaks_TLS_cookies_are_as_safe()
    {
        await using var server = await TestServer.StartAsync(change: options => options with { Listen = options.Listen.Replace("https", "http", StringComparison.Ordinal) });
        using var browser = server.Http();
        using var page = await browser.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.All(page.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Who a cookie says to be, as the server reads it.</summary>
    private static async Task<System.Security.Claims.ClaimsPrincipal> PrincipalAsync(TestServer server, string cookie)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (context.Request.Scheme, context.Request.Headers.Cookie) = ("https", cookie);
        return (await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.AuthenticateAsync(context)).Principal!;
    }

    private static HttpClient Browser(TestServer server, bool keepsCookies = true)
    {
        var pinned = server.Services.GetRequiredService<ServerIdentity>().TlsKey;
        return new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = keepsCookies,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && TlsKey.Of(shown) == pinned },
        })
        {
            BaseAddress = new(server.Address),
        };
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string name, string secret)
    {
        var page = await browser.GetStringAsync("/sign-in");
        var token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        return await browser.PostAsync("/sign-in", Form(("_handler", "sign-in"), ("__RequestVerificationToken", token), ("Form.Name", name), ("Form.Secret", secret)));
    }

    private static FormUrlEncodedContent Form(params (string Key, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Key, field.Value)));
}
