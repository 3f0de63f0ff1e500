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

    [Fact]
    public void Odd_uploads_and_unpaid_uses_are_told_below_the_table()
    {
        var state = new MarketState { Terms = new() { Market = "m" } };
        state.Participants.Add(new ParticipantState { Name = "ann", Remark = "7 times the round's median size", Balance = new(), UnpaidUses = { new UnpaidUse { Round = 3, Rejected = true, Towards = 0.87 }, new UnpaidUse { Round = 5, Towards = 1 } } });
        var text = Text(state);
        Assert.Contains("ann: 7 times the round's median size", text, StringComparison.Ordinal);
        Assert.Matches("ann: its upload after round 3 went 87.?% of the way to the centre that it rejected", text);
        Assert.Matches("ann: its upload after round 5 went 100.?% of the way to the centre that it never confirmed", text);
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
