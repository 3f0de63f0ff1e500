using System.CommandLine;
using System.CommandLine.Parsing;
using Ipfl.Cli.Commands;
using Ipfl.Learning;
using Ipfl.Simulation;

namespace Ipfl.Cli;

/// <summary>The whole command line: parses, calls, and turns every failure into one line and an exit code.</summary>
internal static class CommandLine
{
    public static int Run(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellation)
    {
        var (quiet, verbose) = (Options.Quiet(), Options.Verbose());
        var root = Build(terminal, cancellation);
        root.Add(quiet);
        root.Add(verbose);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return Refuse(terminal, parsed);
        terminal.Quiet = parsed.GetValue(quiet);
        terminal.Verbose = parsed.GetValue(verbose);
        return Guard(terminal, () => parsed.Invoke(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Out,
            Error = terminal.Error,
        }));
    }

    private static RootCommand Build(Terminal terminal, CancellationToken cancellation) => new("A model-sharing market for personalized federated learning.")
    {
        RunCommand.Create(terminal, cancellation),
        CompareCommand.Create(terminal, cancellation),
        MarketCommand.Create(terminal, cancellation),
        ReportCommand.Create(terminal),
        DataCommand.Create(terminal, cancellation),
        DoctorCommand.Create(terminal),
    };

    private static int Guard(Terminal terminal, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            terminal.Fail(error, error.Message);
            return ExitCode.BadInput;
        }
        catch (Exception error) when (error is DivergedException or IOException or DllNotFoundException)
        {
            terminal.Fail(error, error.Message);
            return ExitCode.Failed;
        }
        catch (Exception error)
        {
            terminal.Fail(error, $"unexpected failure: {error.Message} (--verbose shows where; please report it)");
            return ExitCode.Failed;
        }
    }

    /// <summary>A misspelt word is answered with the nearest one that is known where it stood.</summary>
    private static int Refuse(Terminal terminal, ParseResult parsed)
    {
        var word = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        var message = parsed.Errors[0].Message;
        if (word is not null)
        {
            var known = KnownWords(parsed.CommandResult.Command).ToArray();
            var nearest = Spelling.Nearest(word, known);
            var hint = nearest is not null ? $"did you mean {nearest}?" : $"allowed are {string.Join(", ", known)}";
            message = $"unknown {(word.StartsWith('-') ? "option" : "word")} '{word}' for '{Name(parsed.CommandResult)}'; {hint}";
        }

        terminal.Fail(null, message);
        return ExitCode.BadInput;
    }

    private static IEnumerable<string> KnownWords(Command command) =>
        command.Subcommands.Select(sub => sub.Name)
            .Concat(command.Options.Select(option => option.Name))
            .Append("--quiet").Append("--verbose").Append("--help").Distinct();

    private static string Name(CommandResult result) =>
        result.Parent is CommandResult { Command: not RootCommand } parent ? $"{Name(parent)} {result.Command.Name}"
        : result.Command is RootCommand ? "ipfl"
        : $"ipfl {result.Command.Name}";
}
