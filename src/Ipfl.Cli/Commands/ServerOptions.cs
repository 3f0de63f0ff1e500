using System.CommandLine;
using Ipfl.Service.Hosting;
using Ipfl.Service.Operators;

namespace Ipfl.Cli.Commands;

/// <summary>Options that say which server and where its data are.</summary>
internal static class ServerOptions
{
    public static Option<string?> Data() => new("--data")
    {
        Description = $"The server's data folder. Default: {ServiceFolder.Variable}, else a folder of the user's.",
        HelpName = "DIR",
    };

    public static ServiceFolder Folder(string? given) => given is null ? ServiceFolder.Default : new(Path.GetFullPath(given));

    public static int? Threads(int? given) => given is null or (>= 1 and <= 1024)
        ? given
        : throw new InvalidDataException($"--threads: found {given}; allowed: 1 to 1024");
}

/// <summary>The options with which an operator's command finds a server and signs for it.</summary>
internal sealed class OperatorOptions
{
    private readonly Option<string?> _data = ServerOptions.Data();
    private readonly Option<string> _server = new("--server") { Description = "Address of the server.", HelpName = "URL", DefaultValueFactory = _ => ServeOptions.DefaultListen };
    private readonly Option<string?> _key = new("--operator-key") { Description = "The operator's private key. Default: operator.key in the data folder.", HelpName = "FILE" };
    private readonly Option<string?> _certificate = new("--server-certificate") { Description = "The server's certificate. Default: server.crt in the data folder, else what the system trusts.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_server);
        command.Add(_key);
        command.Add(_certificate);
    }

    public OperatorConnection Connect(ParseResult parsed, Terminal terminal) => OperatorConnection.Open(Of(parsed), terminal.Time);

    /// <summary>What the options say.</summary>
    public OperatorAccess Of(ParseResult parsed)
    {
        var folder = ServerOptions.Folder(parsed.GetValue(_data));
        var given = parsed.GetValue(_certificate);
        if (given is not null && !File.Exists(given)) throw new FileNotFoundException($"--server-certificate: {given}: no such file", given);
        return new(parsed.GetValue(_server)!, parsed.GetValue(_key) ?? folder.OperatorKey, given ?? folder.PublicCertificate);
    }
}
