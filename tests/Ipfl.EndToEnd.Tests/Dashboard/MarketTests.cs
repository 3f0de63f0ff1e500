using System.Security.Cryptography;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Ipfl.Protocol.Signing;
using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Serving;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ipfl.EndToEnd.Tests.Dashboard;

/// <summary>What an operator does on the dashboard, on the real desk.</summary>
[Trait("Category", "Long")]
public sealed class MarketTests
{
    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task A_market_is_created_filled_opened_and_closed(int width, int height)
    {
        await using var browsing = await Browsing.SignedInAsync((width, height));
        var page = browsing.Page;
        await CreateAsync(browsing, "clinics");
        await Expect(page.GetByText("0 of the 2 participants that its quorum asks for have reported")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open market" })).ToBeDisabledAsync();

        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => browsing.IsOwn(shown) } };
        using var channel = GrpcChannel.ForAddress(browsing.Address, new() { HttpHandler = handler });
        foreach (var name in new[] { "anna", "bert" })
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var participant = new LightParticipant(name, key, channel.Intercept(new SigningInterceptor(key, TimeProvider.System)));
            await participant.EnrolAsync(await InviteAsync(browsing, name, deposit: "12.5"));
            await participant.ReportAsync(1000, 0.5, 5e5);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Open market" }).ClickAsync();
        await Expect(page.GetByText("Round 1 of 10")).ToBeVisibleAsync();
        await Expect(page.Locator("li[aria-current=step]")).ToContainTextAsync("collecting uploads");
        await DepositAsync(browsing, "bert", "7.25");
        await page.GetByRole(AriaRole.Link, new() { Name = "Participants" }).ClickAsync();
        await Expect(page.Locator("tr", new() { HasText = "bert" })).ToContainTextAsync("19.750000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close market" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();
        await Expect(page.Locator("header .mark")).ToHaveTextAsync("closing");
        browsing.AssertNoFaults();
        await browsing.ChangeAsync(async db => Assert.Equal("operator", (await db.AuditLog.OrderBy(row => row.Id).LastAsync(row => row.MarketId == "clinics")).Actor));
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_one_line_and_nothing_is_created()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.GoAsync("/new", "New market");
        await browsing.Page.GetByLabel("Name").FillAsync("Not A Name");
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Create market" }).ClickAsync();
        await Expect(browsing.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("name: found 'Not A Name'; allowed: 1 to 40 lower-case letters, digits and hyphens");
        await browsing.ChangeAsync(async db => Assert.Equal(1, await db.Markets.CountAsync()));
    }

    [Fact]
    public async Task A_token_is_shown_once_and_can_be_copied()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.GoAsync("/markets/hospitals", "hospitals");
        var token = await InviteAsync(browsing, "zuerich", "0");
        Assert.NotNull(EnrolmentToken.TryParse(token));
        Assert.DoesNotContain(token, await browsing.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(token, await browsing.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await browsing.ChangeAsync(async db => Assert.Equal(KeyRole.Participant, (await db.Invitations.SingleAsync(row => row.Name == "zuerich")).Role));
    }

    private static async Task CreateAsync(Browsing browsing, string name)
    {
        await browsing.GoAsync("/new", "New market");
        await browsing.Page.GetByLabel("Name").FillAsync(name);
        await browsing.Page.GetByLabel("Quorum").FillAsync("2");
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Create market" }).ClickAsync();
        await browsing.HeadingAsync(name);
    }

    private static async Task<string> InviteAsync(Browsing browsing, string name, string deposit)
    {
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        var dialog = browsing.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync(name);
        await dialog.GetByLabel("Deposit").FillAsync(deposit);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        var token = await dialog.GetByLabel("Token").InputValueAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        return token;
    }

    private static async Task DepositAsync(Browsing browsing, string name, string amount)
    {
        await browsing.Page.GetByRole(AriaRole.Link, new() { Name = "Participants" }).ClickAsync();
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = $"Deposit for {name}" }).ClickAsync();
        var dialog = browsing.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Amount").FillAsync(amount);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Deposit" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }
}
