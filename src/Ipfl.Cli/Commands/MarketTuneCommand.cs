using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Market;
using Ipfl.Market.Tuning;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market tune</c>: past rounds under other terms, and what an operator should set.</summary>
internal static class MarketTuneCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var input = new Option<string[]>("--in")
        {
            Description = "Market files, or folders of runs with market.record = true, whose realised gains count where they are known.",
            HelpName = "ROUNDS",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var (budget, json) = (new BudgetOption(), Options.Json());
        var output = new Option<string?>("--out") { Description = "Write what was found to FILE (JSON) instead of printing it.", HelpName = "FILE" };
        var command = new Command("tune", "Solve past rounds under other terms, and say what to set.") { input, budget, output, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json) && parsed.GetValue(output) is not null) throw new InvalidDataException("--json: has no effect with --out, which writes JSON; leave one of them out");
            var options = new SolveOptions { Budget = budget.Of(parsed) };
            PastRound[] rounds = [.. parsed.GetRequiredValue(input).SelectMany(PastRounds.Read)];
            if (parsed.GetValue(output) is { } file) OutputFile.Require(file);
            var tuning = ShareProgress.Show(terminal, "solving", progress => TermsTuning.Of(rounds, options, progress, cancellation));
            if (parsed.GetValue(output) is { } path)
            {
                OutputFile.Write(path, stream => MarketFile.Write(stream, tuning));
                terminal.Say($"{tuning.Rounds} rounds, recommended: mechanism {tuning.Recommendation.Mechanism}: {path}");
            }
            else if (parsed.GetValue(json))
            {
                OutputFile.Print(terminal, stream => MarketFile.Write(stream, tuning));
            }
            else
            {
                TuningTable.Write(terminal, tuning);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
