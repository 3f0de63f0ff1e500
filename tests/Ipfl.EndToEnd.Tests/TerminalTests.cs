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

    [Fact]
    public void Quiet_shows_no_bar()
    {
        var run = IpflProcess.RunOnTerminal(_folder, true, "run", "--quiet", "--json", "--set", "rounds=1", "--set", "steps=1", "--set", "participants=2", "--out", "run");
        Assert.StartsWith("{", run.Out.Replace("\u001b[?1h\u001b=", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("━", run.Out, StringComparison.Ordinal);
    }
}
