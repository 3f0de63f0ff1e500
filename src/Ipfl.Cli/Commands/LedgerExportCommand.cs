using System.CommandLine;
using Ipfl.Protocol.Ledger;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl ledger export</c>: a ledger as CSV, a line for every posting.</summary>
internal static class LedgerExportCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var (data, market) = (ServerOptions.Data(), LedgerOptions.Market());
        var output = new Option<string?>("--out") { Description = "Write to FILE instead of printing it.", HelpName = "FILE" };
        var command = new Command("export", "Write a market's ledger as CSV, with what it takes to verify it elsewhere.") { data, market, output };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } path) OutputFile.Require(path);
            using var archive = LedgerOptions.Open(parsed, data);
            var ledger = archive.Read(parsed.GetRequiredValue(market), cancellation);
            if (parsed.GetValue(output) is not { } file)
            {
                LedgerCsv.Write(terminal.Out, ledger);
                return ExitCode.Done;
            }

            OutputFile.Write(file, stream =>
            {
                using var writer = new StreamWriter(stream, bufferSize: 1 << 16, leaveOpen: true);
                LedgerCsv.Write(writer, ledger);
            });
            terminal.Say($"{parsed.GetRequiredValue(market)}: {file}");
            return ExitCode.Done;
        });
        return command;
    }
}
