using Spectre.Console;

namespace Ipfl.Cli.Tests;

/// <summary>What a command said and how it ended; it ran in this process, on a terminal of 120 columns that is none.</summary>
internal sealed record CommandResult(int ExitCode, string Out, string Error)
{
    private const int Width = 120;

    public static CommandResult Of(params string[] args) => Of(CancellationToken.None, args);

    public static CommandResult Of(CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(output, error, Plain(output), Plain(error), TimeProvider.System);
        var code = CommandLine.Run(args, terminal, cancellation);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>On a terminal of 80 columns that takes its results for people; progress goes nowhere.</summary>
    public static CommandResult OnScreen(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var tables = Plain(output);
        tables.Profile.Out = new Screen(output);
        tables.Profile.Width = 80;
        var code = CommandLine.Run(args, new Terminal(output, error, tables, Plain(error), TimeProvider.System), CancellationToken.None);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Asserts exit code 2 and nothing but one line of error, which is returned without the command's name.</summary>
    public string Refusal()
    {
        Assert.Equal((2, ""), (ExitCode, Out));
        Assert.StartsWith("ipfl: ", Error, StringComparison.Ordinal);
        Assert.Equal(1, Error.Count(letter => letter == '\n'));
        return Error["ipfl: ".Length..].TrimEnd();
    }

    private static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Width;
        return console;
    }

    private sealed class Screen(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => 80;

        public int Height => 24;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
