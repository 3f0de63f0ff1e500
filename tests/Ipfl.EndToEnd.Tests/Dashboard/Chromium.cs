using Microsoft.Playwright;

namespace Ipfl.EndToEnd.Tests.Dashboard;

/// <summary>The system's browser. Tests are skipped with a message where there is none; under <c>CI=true</c> that is a failure.</summary>
internal static class Chromium
{
    private const string Variable = "IPFL_CHROMIUM";
    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright) => await playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Find(),
        Headless = true,
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        ],
    });

    private static string Find()
    {
        var path = Environment.GetEnvironmentVariable(Variable) ?? Usual.FirstOrDefault(File.Exists);
        if (path is not null && File.Exists(path)) return path;
        var reason = $"no browser; install the package 'chromium', or set {Variable} to an executable";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Assert.Skip(reason);
        return "";
    }
}
