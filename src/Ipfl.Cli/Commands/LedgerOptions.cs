using System.CommandLine;
using Ipfl.Service.Hosting;
using Ipfl.Service.Ledger;

namespace Ipfl.Cli.Commands;

/// <summary><c>--data DIR</c>, the server's folder.</summary>
internal sealed class ServerFolderOption : Option<string?>
{
    public ServerFolderOption()
        : base("--data") => (Description, HelpName) = ($"Folder of the server. Default: {ServiceFolder.Variable}, else one of the user's.", "DIR");

    public LedgerArchive Open(ParseResult parsed) => LedgerArchive.Open(parsed.GetValue(this) is { } folder ? new(folder) : ServiceFolder.Default);
}

/// <summary><c>--market NAME</c>, for commands about one market.</summary>
internal sealed class LedgerMarketOption : Option<string>
{
    public LedgerMarketOption()
        : base("--market") => (Description, HelpName, Required) = ("The market.", "NAME", true);
}
