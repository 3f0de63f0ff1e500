using System.CommandLine;
using Ipfl.Service.Ledger;

namespace Ipfl.Cli.Commands;

/// <summary>Options that the commands about ledgers share.</summary>
internal static class LedgerOptions
{
    /// <summary><c>--market NAME</c>, for commands about one market.</summary>
    public static Option<string> Market() => new("--market") { Description = "The market.", HelpName = "NAME", Required = true };

    /// <summary>Opens the ledgers in the folder that is given.</summary>
    public static LedgerArchive Open(ParseResult parsed, Option<string?> data) => LedgerArchive.Open(ServerOptions.Folder(parsed.GetValue(data)));
}
