using Microsoft.Playwright;

namespace Ipfl.EndToEnd.Tests.Dashboard;

[Trait("Category", "Long")]
public sealed class ScreenTests
{
    [Theory]
    [InlineData("desktop", ColorScheme.Light)]
    [InlineData("desktop", ColorScheme.Dark)]
    [InlineData("phone", ColorScheme.Light)]
    [InlineData("phone", ColorScheme.Dark)]
    public async Task Shoot(string screen, ColorScheme colours)
    {
        await using var browsing = await Browsing.StartAsync(screen == "phone" ? Browsing.Phone : Browsing.Desktop, colours);
        await browsing.Page.GotoAsync("/");
        await browsing.ShootAsync($"{screen}-{colours}-signin");
        await browsing.SignInAsync("operator", browsing.Secret);
        await browsing.HeadingAsync("Markets");
        await browsing.ShootAsync($"{screen}-{colours}-markets");
        foreach (var page in new[] { "", "/graph", "/history", "/ledger", "/participants", "/terms" })
        {
            await browsing.GoAsync($"/markets/hospitals{page}", "hospitals");
            await browsing.Page.WaitForTimeoutAsync(500);
            await browsing.ShootAsync($"{screen}-{colours}-market{page.Replace('/', '-')}");
        }

        await browsing.GoAsync("/new", "New market");
        await browsing.ShootAsync($"{screen}-{colours}-new");
        await browsing.GoAsync("/accounts", "Accounts");
        await browsing.ShootAsync($"{screen}-{colours}-accounts");
        browsing.AssertNoFaults();
    }
}
