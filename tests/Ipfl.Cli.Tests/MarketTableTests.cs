using Ipfl.Cli.Display;
using Ipfl.Protocol.V1;
using Spectre.Console;

namespace Ipfl.Cli.Tests;

/// <summary>A market's state on the terminal.</summary>
public sealed class MarketTableTests
{
    [Fact]
    public void A_market_that_cannot_go_on_says_why_and_any_other_says_nothing_of_it()
    {
        var state = new MarketState { Terms = new() { Market = "m" } };
        Assert.DoesNotContain("cannot go on", Text(state), StringComparison.Ordinal);
        state.Fault = "no space left on [device]";
        Assert.Contains("it cannot go on, and is tried again every second: no space left on [device]", Text(state), StringComparison.Ordinal);
    }

    private static string Text(MarketState state)
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(written) });
        console.Profile.Width = 200;
        console.Write(MarketTable.Of(state, DateTimeOffset.UnixEpoch));
        return written.ToString();
    }
}
