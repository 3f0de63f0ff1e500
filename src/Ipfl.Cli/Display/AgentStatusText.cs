using System.Globalization;
using Ipfl.Agent;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>How an agent stands, for people and as JSON.</summary>
internal static class AgentStatusText
{
    public static void WriteJson(Terminal terminal, AgentStatus status) => CliJson.WriteObject(terminal, status);

    public static void Write(Terminal terminal, AgentStatus status)
    {
        terminal.Out.WriteLine($"{status.Participant} in market {status.Market} at {status.Server}");
        terminal.Out.WriteLine(status.Live is { } live ? Now(live) : $"server: {status.Unreachable}");
        if (status.LeavesAfter is { } last) terminal.Out.WriteLine($"leaves after round {last}");
        if (status.Privacy is { } spent)
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"privacy: ({spent.Epsilon:G4}, {spent.Delta:G4}) after {spent.Releases} releases"));
        terminal.Out.WriteLine(status.Summary);
        if (status.Rounds.Count > 0) terminal.Tables.Write(Table(status));
    }

    private static string Now(ServerView live) =>
        $"market {live.Market}, round {live.Round} {live.Phase}, own upload: {live.Entry}{(live.Reason.Length > 0 ? $" ({live.Reason})" : "")}; {live.Available} available, {live.Reserved} reserved";

    private static Table Table(AgentStatus status)
    {
        var table = new Table().AddColumns("round", "state", "accuracy", "gain", "realised", "paid", "received", "utility", "remark");
        foreach (var round in status.Rounds)
        {
            var result = round.Result;
            table.AddRow([.. new[]
            {
                $"{round.Round}",
                round.Step.ToString().ToLowerInvariant(),
                Number(round.Measures.Accuracy),
                Number(result?.Gain),
                round.Trial is { IsUsed: false } ? "rejected" : Number(round.Trial?.Losses is null ? null : result?.RealisedGain),
                Number(result?.Paid),
                Number(result?.Received),
                Number(result?.Utility),
                round.Reason ?? "",
            }.Select(text => new Text(text))]);
        }

        return table;
    }

    private static string Number(double? value) => value is { } number ? number.ToString("F3", CultureInfo.InvariantCulture) : "";
}
