using Ipfl.Service.Storage;
using Ipfl.Service.Tests.Dashboard;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ipfl.EndToEnd.Tests.Dashboard;

[Trait("Category", "Long")]
public sealed class SignInTests
{
    /// <summary>Words beside what single participants report, and beside what follows from it.</summary>
    private static readonly string[] OfReports = ["Sharing cost", "Gain scale", "Samples claimed", "Distance", ", distance ", ", utility ", "nobody in particular"];

    [Fact]
    public async Task Only_who_knows_the_secret_comes_in_and_nobody_stays_in_after_signing_out()
    {
        await using var browsing = await Browsing.StartAsync(Browsing.Desktop);
        await browsing.SignInAsync("operator", browsing.Secret[1..]);
        await Expect(browsing.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Account and secret do not belong together.");
        await browsing.SignInAsync("nobody", browsing.Secret);
        await Expect(browsing.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Account and secret do not belong together.");
        await browsing.SignInAsync("operator", browsing.Secret);
        await browsing.HeadingAsync("Markets");
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(browsing.Page.GetByLabel("Secret")).ToBeVisibleAsync();
        await browsing.Page.GotoAsync($"/markets/{SeededMarket.Name}");
        await Expect(browsing.Page.GetByLabel("Secret")).ToBeVisibleAsync();
        browsing.AssertNoFaults();
    }

    [Fact]
    public async Task Signing_in_leads_to_the_page_that_was_wanted()
    {
        await using var browsing = await Browsing.StartAsync(Browsing.Desktop);
        await browsing.Page.GotoAsync($"/markets/{SeededMarket.Name}/ledger");
        await browsing.Page.GetByLabel("Account").FillAsync("operator");
        await browsing.Page.GetByLabel("Secret").FillAsync(browsing.Secret);
        await browsing.Page.Keyboard.PressAsync("Enter");
        await browsing.HeadingAsync(SeededMarket.Name);
        Assert.EndsWith("/ledger", browsing.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_auditor_sees_rounds_and_money_but_no_reports_and_can_change_nothing()
    {
        await using var browsing = await Browsing.StartAsync(Browsing.Desktop);
        var secret = await browsing.Accounts.AddAsync("carol", KeyRole.Auditor, "operator");
        await browsing.SignInAsync("carol", secret);
        await browsing.HeadingAsync("Markets");
        foreach (var page in new[] { "", "/graph", "/worth", "/history", "/ledger", "/participants", "/terms" })
        {
            await browsing.GoAsync($"/markets/{SeededMarket.Name}{page}", SeededMarket.Name);
            foreach (var deed in new[] { "Open", "Invite", "Deposit", "Close", "Remove", "Pay out", "New key" })
                await Expect(browsing.Page.GetByRole(AriaRole.Button, new() { Name = deed })).ToHaveCountAsync(0);
            var content = await browsing.Page.ContentAsync();
            foreach (var report in OfReports) Assert.False(content.Contains(report, StringComparison.Ordinal), $"an auditor sees '{report}' on the page '{page}'");
        }

        await browsing.GoAsync($"/markets/{SeededMarket.Name}/worth", SeededMarket.Name);
        await Expect(browsing.Page.GetByLabel("Sums of the round")).ToContainTextAsync("Realised gain");
        foreach (var page in new[] { "/new", "/accounts", "/keys", "/log" })
        {
            await browsing.Page.GotoAsync(page);
            await browsing.HeadingAsync("Markets");
        }
    }

    [Theory]
    [InlineData("", "Sharing cost")]
    [InlineData("/graph", "Distance")]
    [InlineData("/worth", "Samples claimed")]
    [InlineData("/history", "nobody in particular")]
    public async Task An_operator_sees_what_an_auditor_does_not(string page, string report)
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.GoAsync($"/markets/{SeededMarket.Name}{page}", SeededMarket.Name);
        Assert.Contains(report, OfReports);
        Assert.Contains(report, await browsing.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_listed_and_the_last_operators_stays()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.GoAsync("/keys", "Keys");
        await PageChecks.AssertNamedAsync(browsing.Page);
        await PageChecks.AssertReadableAsync(browsing.Page);
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke operator" }).ClickAsync();
        await browsing.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(browsing.Page.GetByText("is the last operator's; add another one first")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_unknown_path_is_told_on_a_page()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.Page.GotoAsync("/no/such/page");
        await Expect(browsing.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_operator_adds_an_account_and_what_is_removed_is_out_at_once()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Desktop);
        await browsing.GoAsync("/accounts", "Accounts");
        await browsing.Page.GetByLabel("Name").FillAsync("carol");
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        var secret = await browsing.Page.GetByRole(AriaRole.Alert).Locator("code").InnerTextAsync();
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Remove operator" }).ClickAsync();
        await browsing.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(browsing.Page.GetByText("'operator' is the last operator")).ToBeVisibleAsync();
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await browsing.SignInAsync("carol", secret);
        await browsing.HeadingAsync("Markets");
        await browsing.Accounts.RemoveAsync("carol", "operator");
        await browsing.Page.ReloadAsync();
        await Expect(browsing.Page.GetByLabel("Secret")).ToBeVisibleAsync();
        browsing.AssertNoFaults();
    }
}
