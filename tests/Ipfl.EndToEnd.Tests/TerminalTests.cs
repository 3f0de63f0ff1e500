using System.Text.RegularExpressions;

namespace Ipfl.EndToEnd.Tests;

/// <summary>Where there is a terminal, progress is a coloured bar; NO_COLOR takes the colours away.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Colours_are_shown_unless_NO_COLOR_says_otherwise(bool noColor)
    {
        var run = IpflProcess.RunOnTerminal(_folder, noColor, "run", "--set", "rounds=2", "--set", "steps=1", "--set", "participants=2", "--out", "run");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("━━", run.Out, StringComparison.Ordinal);
        Assert.Contains("round 2/2", run.Out, StringComparison.Ordinal);
        Assert.Equal(!noColor, Regex.IsMatch(run.Out, @"\x1b\[[1-9][0-9;]*m"));
    }

    /// <summary>People get a table that fits into 80 columns, pipes get JSON.</summary>
    [Fact]
    public void An_audit_is_a_table_on_a_terminal()
    {
        var market = _folder.Write("market.json", """
            {"lambda": 1, "participants": [{"id": "alpha", "samples": 1200, "sharingCost": 1.0, "gainScale": 500000}, {"id": "beta", "samples": 800, "sharingCost": null, "gainScale": 500000}],
             "distances": [[0, 0.3], [0.3, 0]]}
            """);
        var onTerminal = IpflProcess.RunOnTerminal(_folder, true, "market", "audit", "--quiet", "--in", market);
        Assert.Matches(@"│ alpha│ +\d+\.\d\d│", onTerminal.Out);
        Assert.Contains("Largest regret", onTerminal.Out, StringComparison.Ordinal);
        Assert.All(onTerminal.Out.Split('\n').Where(line => line.Contains('│', StringComparison.Ordinal)), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.StartsWith("{", IpflProcess.Run(_folder, "market", "audit", "--in", market).Out, StringComparison.Ordinal);
        Assert.Contains("\"mechanism\": \"vcg\"", IpflProcess.RunOnTerminal(_folder, true, "market", "audit", "--quiet", "--json", "--in", market).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_shows_no_bar()
    {
        var run = IpflProcess.RunOnTerminal(_folder, true, "run", "--quiet", "--json", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--out", "run");
        Assert.StartsWith("{", run.Out.Replace("\u001b[?1h\u001b=", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("━", run.Out, StringComparison.Ordinal);
    }
}
