using System.CommandLine;
using System.Security.Cryptography;
using Google.Protobuf;
using Ipfl.Protocol.Signing;
using Ipfl.Protocol.V1;
using Ipfl.Service.Operators;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl operator</c>: whose keys a server obeys.</summary>
internal static class OperatorCommand
{
    public static Command Create(Terminal terminal) => new("operator", "Say whose keys a market server obeys: list, add, rotate and revoke operators' keys.")
    {
        List(terminal),
        Key(terminal),
        Add(terminal),
        Rotate(terminal),
        Revoke(terminal),
    };

    private static Command List(Terminal terminal) => OnServer(terminal, "list", "List the operators and their keys.", [], [], (_, connection, _) =>
        Show(terminal, connection.Ask(() => connection.Operator.ListOperators(new()))));

    private static Command Key(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "File for the private key; it must not exist." };
        var command = new Command("key", "Make a key: the private one into FILE; the public one, for 'operator add', is printed.") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (File.Exists(path)) throw new InvalidDataException($"{path}: is there already; a key is never overwritten");
            OutputFile.Require(path);
            using var key = PrivateKeyFile.FindOrMake(path);
            terminal.Out.WriteLine(key.ExportSubjectPublicKeyInfoPem());
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Add(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The operator's name: lower-case letters, digits, hyphens." };
        var file = new Option<string>("--public-key") { Description = "Its public key, as 'ipfl operator key' printed it.", HelpName = "FILE", Required = true };
        return OnServer(terminal, "add", "Let the holder of a key do what operators do.", [name], [file], (parsed, connection, _) =>
        {
            var request = new AddOperatorRequest { Name = parsed.GetRequiredValue(name), PublicKey = ByteString.CopyFrom(PublicKey(parsed.GetRequiredValue(file))) };
            Show(terminal, connection.Ask(() => connection.Operator.AddOperator(request)));
        });
    }

    private static Command Revoke(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The operator." };
        return OnServer(terminal, "revoke", "Revoke an operator's key; the server refuses it from that moment on.", [name], [], (parsed, connection, _) =>
            Show(terminal, connection.Ask(() => connection.Operator.RevokeOperator(new() { Name = parsed.GetRequiredValue(name) }))));
    }

    /// <summary>The new key is on disk before the server hears of it, so that an answer that is lost loses no key: the next try goes on from there.</summary>
    private static Command Rotate(Terminal terminal) => OnServer(terminal, "rotate", "Put a new key in the place of the one that this command signs with.", [], [], (_, connection, file) =>
    {
        var next = $"{file}.next";
        using (var key = PrivateKeyFile.FindOrMake(next))
        {
            var request = new RotateOperatorRequest { PublicKey = ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()) };
            Show(terminal, connection.Ask(() => connection.Operator.RotateOperator(request)));
        }

        File.Move(next, file, overwrite: true);
        terminal.Say($"{file} is another key now; the one before is refused");
    }, CompleteRotation);

    /// <summary>A rotation whose answer was lost: the key that waits beside is the good one if the server knows it.</summary>
    private static void CompleteRotation(OperatorAccess access, TimeProvider time)
    {
        var next = $"{access.KeyFile}.next";
        if (!File.Exists(next)) return;
        using var connection = OperatorConnection.Open(access with { KeyFile = next }, time);
        try
        {
            connection.Ask(() => connection.Operator.ListOperators(new()));
        }
        catch (InvalidDataException)
        {
            return;
        }

        File.Move(next, access.KeyFile, overwrite: true);
    }

    private static void Show(Terminal terminal, Protocol.V1.Operators operators)
    {
        foreach (var one in operators.Operators_)
            terminal.Out.WriteLine($"{one.Name}  {one.KeyId}  since {Moment(one.CreatedUnixMs)}{(one.RevokedUnixMs > 0 ? $", revoked {Moment(one.RevokedUnixMs)}" : "")}");
    }

    private static string Moment(long milliseconds) => $"{DateTimeOffset.FromUnixTimeMilliseconds(milliseconds):u}";

    private static byte[] PublicKey(string file)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"{file}: no such key file", file);
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new InvalidDataException($"{file}: no public key in PEM; 'ipfl operator key' prints one", error);
        }
    }

    private static Command OnServer(
        Terminal terminal, string verb, string description, Argument[] arguments, Option[] more, Action<ParseResult, OperatorConnection, string> act, Action<OperatorAccess, TimeProvider>? before = null)
    {
        var access = new OperatorOptions();
        var command = new Command(verb, description);
        foreach (var argument in arguments) command.Add(argument);
        foreach (var option in more) command.Add(option);
        access.AddTo(command);
        command.SetAction(parsed =>
        {
            var found = access.Of(parsed);
            before?.Invoke(found, terminal.Time);
            using var connection = OperatorConnection.Open(found, terminal.Time);
            act(parsed, connection, found.KeyFile);
            return ExitCode.Done;
        });
        return command;
    }
}
