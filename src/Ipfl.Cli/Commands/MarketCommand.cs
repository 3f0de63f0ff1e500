using System.CommandLine;
using Ipfl.Market;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market solve</c>: the mechanism on a market file, no learning.</summary>
internal static class MarketCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation) => new("market", "Work with market files.")
    {
        Solve(terminal, cancellation),
    };

    private static Command Solve(Terminal terminal, CancellationToken cancellation)
    {
        var names = Mechanism.All.Select(mechanism => mechanism.Name).ToArray();
        var input = new Option<string>("--in") { Description = "Market file (JSON).", HelpName = "FILE", Required = true };
        var mechanism = new Option<string>("--mechanism")
        {
            Description = $"Mechanism: {string.Join(", ", names)}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => Mechanism.Vcg.Name,
        };
        var output = new Option<string?>("--out") { Description = "Write the outcome to FILE instead of printing it.", HelpName = "FILE" };
        var command = new Command("solve", "Solve a market: who imports whose model, and who pays whom.") { input, mechanism, output };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(mechanism)!;
            var chosen = Mechanism.Find(name) ?? throw Unknown(name, names);
            var round = MarketFile.Read(parsed.GetRequiredValue(input));
            var start = terminal.Time.GetTimestamp();
            var outcome = chosen.Solve(round, cancellation: cancellation);
            terminal.Detail($"{outcome.Ids.Count} participants, {outcome.Edges.Count} trades, solved in {terminal.Time.GetElapsedTime(start).TotalSeconds:F2} s");
            Write(terminal, parsed.GetValue(output), outcome);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, string? path, Outcome outcome)
    {
        if (path is null)
        {
            using var buffer = new MemoryStream();
            MarketFile.Write(buffer, outcome);
            terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
            return;
        }

        OutputFile.Write(path, stream => MarketFile.Write(stream, outcome));
        terminal.Say($"{outcome.Edges.Count} trades among {outcome.Ids.Count} participants, social welfare {outcome.SocialWelfare:F4}: {path}");
    }

    private static InvalidDataException Unknown(string name, string[] names)
    {
        var hint = Spelling.Nearest(name, names) is { } nearest ? $"; did you mean {nearest}?" : "";
        return new($"--mechanism: found '{name}'; allowed are {string.Join(", ", names)}{hint}");
    }
}
