using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ipfl.Cli.Display;

/// <summary>A market on a server as a table: a line of what it is at, a row per participant.</summary>
internal static class MarketTable
{
    public static IRenderable Of(MarketState state, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (var column in new[] { "participant", "samples", "cost", "round", "available", "reserved", "seen" }) table.AddColumn(column);
        foreach (var participant in state.Participants)
        {
            table.AddRow(
                Markup.Escape(participant.Active ? participant.Name : $"{participant.Name} (left)"),
                participant.Report is null ? "-" : $"{participant.Report.Samples}",
                participant.Report is null ? "-" : participant.Report.HasSharingCost ? $"{participant.Report.SharingCost:0.###}" : "never",
                Markup.Escape(participant.Entry switch
                {
                    EntryState.Expected => "expected",
                    EntryState.Receiving => "uploading",
                    EntryState.Accepted => "in",
                    EntryState.Excluded => $"out: {participant.Reason}",
                    _ => "-",
                }),
                new MicroUnits(participant.Balance.AvailableMicros).ToString(),
                new MicroUnits(participant.Balance.ReservedMicros).ToString(),
                Ago(now - DateTimeOffset.FromUnixTimeMilliseconds(participant.LastSeenUnixMs)));
        }

        string[] fault = state.Fault.Length == 0 ? [] : [$"it cannot go on, and is tried again every second: {state.Fault}"];
        return new Rows([new Text(Line(state, now)), .. fault.Select(line => new Text(line)), table, .. state.Participants.SelectMany(Oddities).Select(line => new Text(line))]);
    }

    /// <summary>What an operator may want to look at: odd uploads, and centres that were used and not paid for.</summary>
    private static IEnumerable<string> Oddities(ParticipantState participant)
    {
        if (participant.Remark.Length > 0) yield return $"{participant.Name}: {participant.Remark}";
        foreach (var use in participant.UnpaidUses)
            yield return $"{participant.Name}: its upload after round {use.Round} went {use.Towards:P0} of the way to the centre that it {(use.Rejected ? "rejected" : "never confirmed")}";
    }

    private static string Line(MarketState state, DateTimeOffset now)
    {
        var line = $"market {state.Terms.Market}: {state.Phase.ToString().ToLowerInvariant()}, {state.Terms.Mechanism}, round {state.Round} of {state.Terms.Rounds}";
        if (state.RoundPhase is RoundPhase.Collecting or RoundPhase.Delivering)
        {
            var left = DateTimeOffset.FromUnixTimeMilliseconds(state.DeadlineUnixMs) - now;
            line += $", {state.RoundPhase.ToString().ToLowerInvariant()} for {Math.Max(0, left.TotalSeconds):0} s more";
        }

        return state.OpenInvitations > 0 ? $"{line}; {Counted.Of(state.OpenInvitations, "open invitation")}" : line;
    }

    private static string Ago(TimeSpan span) => span.TotalSeconds < 90 ? $"{Math.Max(0, span.TotalSeconds):0} s ago" : span.TotalHours < 2 ? $"{span.TotalMinutes:0} min ago" : $"{span.TotalHours:0} h ago";
}
