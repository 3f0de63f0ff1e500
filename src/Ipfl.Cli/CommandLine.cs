using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using Ipfl.Cli.Commands;
using Ipfl.Learning;
using Ipfl.Market;
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
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpAction { MaxWidth = terminal.Tables.Profile.Width };
        var parsed = root.Parse(args);
        if (Fault(parsed) is { } fault)
        {
            terminal.Fail(null, fault);
            return ExitCode.BadInput;
        }

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
        ReproduceCommand.Create(terminal, cancellation),
        MarketCommand.Create(terminal, cancellation),
        LlmCommand.Create(terminal, cancellation),
        ServeCommand.Create(terminal, cancellation),
        OperatorCommand.Create(terminal),
        LedgerCommand.Create(terminal, cancellation),
        AgentCommand.Create(terminal, cancellation),
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
        catch (Exception error) when (error is DivergedException or BudgetExceededException or IOException or DllNotFoundException)
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

    /// <summary>What is wrong with the words themselves, in one line; null where nothing is.</summary>
    private static string? Fault(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Tokens.Any(token => token.Value.Length == 0)) return $"found an empty word for '{Name(parsed.CommandResult)}'; leave it out or give it a value";

        // A parser takes any word it does not know for the value of an argument that may still come, even '--sed'.
        var stray = parsed.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && IsOption(token.Value))?.Value
            ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null);
        if (stray is not null) return Bare(stray, parsed) ?? Unknown(stray, parsed.CommandResult);
        if (parsed.Errors.Count == 0) return null;
        return command.Subcommands.Count > 0
            ? $"'{Name(parsed.CommandResult)}' needs a command: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}; --help explains them"
            : Said(parsed.Errors.FirstOrDefault(error => error.SymbolResult is OptionResult { Implicit: false, Tokens.Count: 0 }) ?? parsed.Errors[0]);
    }

    /// <summary>What is said of an option that was taken for the value of the one before it, which has none; null for other words.</summary>
    private static string? Bare(string word, ParseResult parsed)
    {
        if (!KnownWords(parsed.CommandResult.Command).Contains(word)) return null;
        var before = parsed.Tokens.TakeWhile(token => token.Type != TokenType.Argument || token.Value != word).LastOrDefault();
        return before is { Type: TokenType.Option } ? $"{before.Value}: found no value; what follows is the option {word}" : null;
    }

    /// <summary>An option's words or the parser's, save where these name a type of the runtime.</summary>
    private static string Said(ParseError error) =>
        error.SymbolResult is OptionResult { Option: var option, Tokens: [var given] } && !error.Message.StartsWith(option.Name, StringComparison.Ordinal)
        && Wanted(option.ValueType, given.Value) is { } wanted
            ? $"{option.Name}: found '{given.Value}'; allowed is {wanted}"
            : error.Message;

    /// <summary>What an option of that type takes; null where the word is that already.</summary>
    private static string? Wanted(Type type, string word) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 when !int.TryParse(word, CultureInfo.InvariantCulture, out _) => $"a whole number of at most {int.MaxValue}",
        TypeCode.Int64 when !long.TryParse(word, CultureInfo.InvariantCulture, out _) => $"a whole number of at most {long.MaxValue}",
        TypeCode.Double when !double.TryParse(word, CultureInfo.InvariantCulture, out _) => "a number",
        _ => null,
    };

    private static bool IsOption(string word) => word is ['-', not ((>= '0' and <= '9') or '.'), ..];

    /// <summary>A misspelt word is answered with the nearest one that is known where it stood.</summary>
    private static string Unknown(string word, CommandResult where)
    {
        var known = KnownWords(where.Command).ToArray();
        var hint = Spelling.Nearest(word, known) is { } nearest ? $"did you mean {nearest}?" : $"allowed are {string.Join(", ", known)}";
        return $"unknown {(IsOption(word) ? "option" : "word")} '{word}' for '{Name(where)}'; {hint}";
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
