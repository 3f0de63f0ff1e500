using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Service.Ledger;
using Spectre.Console;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl ledger balances</c>: what everybody in a market holds.</summary>
internal static class LedgerBalancesCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var (data, market, json) = (ServerOptions.Data(), LedgerOptions.Market(), Options.Json());
        var command = new Command("balances", "Print what every participant of a market holds.") { data, market, json };
        command.SetAction(async parsed =>
        {
            using var archive = LedgerOptions.Open(parsed, data);
            var name = parsed.GetRequiredValue(market);
            var balances = await archive.BalancesAsync(name, cancellation);
            if (parsed.GetValue(json)) CliJson.WriteObject(terminal, Json(name, balances));
            else terminal.Tables.Write(Table(balances));
            return ExitCode.Done;
        });
        return command;
    }

    private static BalancesJson Json(string market, LedgerBalances balances) => new(
        market,
        [.. balances.Participants.Select(row => new ParticipantBalanceRow(row.Number, row.Name, $"{row.Available}", $"{row.Reserved}"))],
        $"{balances.Rounding}",
        $"{balances.Outside}");

    private static Table Table(LedgerBalances balances)
    {
        var table = new Table().AddColumns("number", "participant");
        foreach (var heading in new[] { "available", "reserved" }) table.AddColumn(heading, column => column.RightAligned().NoWrap());
        foreach (var row in balances.Participants) table.AddRow($"{row.Number}", Markup.Escape(row.Name), $"{row.Available}", $"{row.Reserved}");
        table.AddRow("", "rounding", $"{balances.Rounding}", "").AddRow("", "outside", $"{balances.Outside}", "");
        return table;
    }
}
