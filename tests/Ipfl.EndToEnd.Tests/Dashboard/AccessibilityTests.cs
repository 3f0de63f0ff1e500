using Ipfl.Service.Tests.Dashboard;
using Microsoft.Playwright;

namespace Ipfl.EndToEnd.Tests.Dashboard;

/// <summary>Every page, on a desk and on a phone, light and dark.</summary>
[Trait("Category", "Long")]
public sealed class AccessibilityTests
{
    private const string Market = $"/markets/{SeededMarket.Name}";

    private static readonly (string Path, string Heading)[] Pages =
    [
        ("/", "Markets"),
        ("/new", "New market"),
        ("/accounts", "Accounts"),
        ("/log", "Log"),
        ($"{Market}", SeededMarket.Name),
        ($"{Market}/graph", SeededMarket.Name),
        ($"{Market}/worth", SeededMarket.Name),
        ($"{Market}/history", SeededMarket.Name),
        ($"{Market}/ledger", SeededMarket.Name),
        ($"{Market}/participants", SeededMarket.Name),
        ($"{Market}/terms", SeededMarket.Name),
    ];

    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task Everybody_can_read_and_operate_every_page(int width, int height, ColorScheme colours)
    {
        await using var browsing = await Browsing.StartAsync((width, height), colours);
        var page = browsing.Page;
        await page.GotoAsync("/");
        await CheckAsync(page);
        await browsing.ShootAsync($"sign-in-{width}-{colours}");
        await browsing.SignInAsync("operator", browsing.Secret);
        foreach (var (path, heading) in Pages)
        {
            await browsing.GoAsync(path, heading);
            await Assertions.Expect(page.Locator(".mud-progress-linear")).ToHaveCountAsync(0);
            await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => details.open = true)");
            await CheckAsync(page);
            await browsing.ShootAsync($"{path.Trim('/').Replace('/', '-')}-{width}-{colours}");
        }

        browsing.AssertNoFaults();
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task The_form_of_a_market_with_all_its_fields(int width, int height)
    {
        await using var browsing = await Browsing.SignedInAsync((width, height));
        var page = browsing.Page;
        await browsing.GoAsync("/new", "New market");
        await ChooseAsync(page, "Evidence", "probe: your labelled set");
        await Assertions.Expect(page.GetByLabel("Labelled set")).ToBeVisibleAsync();
        await ChooseAsync(page, "Mechanism", "reference");
        await Assertions.Expect(page.GetByLabel("Reference gain")).ToBeVisibleAsync();
        await CheckAsync(page);
        await browsing.ShootAsync($"new-all-{width}");
        await ChooseAsync(page, "Import", "pull: what draws its training");
        await Assertions.Expect(page.GetByLabel("Clip")).ToHaveCountAsync(0);
        browsing.AssertNoFaults();
    }

    [Theory]
    [InlineData("Invite", 1280, 800)]
    [InlineData("Invite", 390, 844)]
    [InlineData("Deposit", 390, 844)]
    [InlineData("Close market", 390, 844)]
    public async Task Dialogs_too(string deed, int width, int height)
    {
        await using var browsing = await Browsing.SignedInAsync((width, height), ColorScheme.Dark);
        await browsing.GoAsync(Market, SeededMarket.Name);
        await browsing.Page.GetByRole(AriaRole.Button, new() { Name = deed, Exact = true }).ClickAsync();
        await Assertions.Expect(browsing.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await PageChecks.AssertNamedAsync(browsing.Page);
        await PageChecks.AssertReadableAsync(browsing.Page);
        await PageChecks.AssertFitsAsync(browsing.Page);
        await browsing.ShootAsync($"dialog-{deed.Split(' ')[0]}-{width}");
        await browsing.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(browsing.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        browsing.AssertNoFaults();
    }

    [Fact]
    public async Task A_phone_finds_the_pages_in_a_drawer()
    {
        await using var browsing = await Browsing.SignedInAsync(Browsing.Phone);
        var link = browsing.Page.GetByRole(AriaRole.Link, new() { Name = "Accounts" });
        await Assertions.Expect(link).Not.ToBeInViewportAsync();
        var menu = browsing.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" });
        await Assertions.Expect(menu).ToHaveAttributeAsync("aria-expanded", "false");
        await menu.ClickAsync();
        await Assertions.Expect(link).ToBeInViewportAsync();
        await browsing.ShootAsync("drawer");
        await link.ClickAsync();
        await browsing.HeadingAsync("Accounts");
    }

    private static async Task ChooseAsync(IPage page, string field, string choice)
    {
        await page.GetByRole(AriaRole.Combobox, new() { Name = field }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = choice }).ClickAsync();
    }

    private static async Task CheckAsync(IPage page)
    {
        await PageChecks.AssertNamedAsync(page);
        await PageChecks.AssertReadableAsync(page);
        await PageChecks.AssertFitsAsync(page);
        await PageChecks.AssertReachableAsync(page);
    }
}
