using System.CommandLine;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl ledger</c>: the books of a market server, read on its machine or from an export.</summary>
internal static class LedgerCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation) => new("ledger", "Verify, export and sum up the ledgers of a market server.")
    {
        LedgerVerifyCommand.Create(terminal, cancellation),
        LedgerExportCommand.Create(terminal, cancellation),
        LedgerBalancesCommand.Create(terminal, cancellation),
    };
}
