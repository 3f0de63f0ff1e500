using Spectre.Console;

namespace Ipfl.Cli;

/// <summary>Where a command speaks: results to <see cref="Out"/>, progress and errors to <see cref="Error"/>.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, IAnsiConsole tables, IAnsiConsole progress, TimeProvider time)
{
    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Draws tables on the output.</summary>
    public IAnsiConsole Tables { get; } = tables;

    /// <summary>Draws progress on the error stream.</summary>
    public IAnsiConsole Progress { get; } = progress;

    public TimeProvider Time { get; } = time;

    public bool Quiet { get; set; }

    public bool Verbose { get; set; }

    /// <summary>The terminal of this process; no colour, no moving display where it is not a real one.</summary>
    public static Terminal OfProcess() => new(
        Console.Out,
        Console.Error,
        Ansi(Console.Out, Console.IsOutputRedirected),
        Ansi(Console.Error, Console.IsErrorRedirected),
        TimeProvider.System);

    /// <summary>A line for people who watch; not with --quiet.</summary>
    public void Say(string line)
    {
        if (!Quiet) WriteAbove(line);
    }

    /// <summary>A line of detail; only with --verbose.</summary>
    public void Detail(string line)
    {
        if (Verbose) WriteAbove(line);
    }

    public void Fail(Exception? error, string message)
    {
        Error.WriteLine($"ipfl: {message.ReplaceLineEndings(" ")}");
        if (Verbose && error is not null) Error.WriteLine(error);
    }

    /// <summary>On a terminal through what draws there, so that a line does not land in the midst of a bar.</summary>
    private void WriteAbove(string line)
    {
        if (!Progress.Profile.Capabilities.Interactive)
        {
            Error.WriteLine(line);
            return;
        }

        foreach (var part in Display.ProgressLines.Wrapped(line, Progress.Profile.Width)) Progress.WriteLine(part);
    }

    private static IAnsiConsole Ansi(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        if (redirected) console.Profile.Width = 120;
        return console;
    }
}
