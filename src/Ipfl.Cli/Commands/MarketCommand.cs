using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Market;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market</c>: markets without learning, solved and audited.</summary>
internal static class MarketCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation) => new("market", "Work with market files, and with markets on a server.")
    {
        Solve(terminal, cancellation),
        MarketAuditCommand.Create(terminal, cancellation),
        MarketWhatIfCommand.Create(terminal, cancellation),
        MarketTuneCommand.Create(terminal, cancellation),
        MarketRegretCurveCommand.Create(terminal, cancellation),
        MarketCreateCommand.Create(terminal, cancellation),
        MarketOperations.Invite(terminal),
        MarketOperations.Deposit(terminal),
        MarketOperations.PayOut(terminal),
        MarketOperations.Open(terminal),
        MarketOperations.Close(terminal),
        MarketOperations.Status(terminal),
        MarketOperations.Remove(terminal),
        MarketOperations.RenewKey(terminal),
    };

    private static Command Solve(Terminal terminal, CancellationToken cancellation)
    {
        var (input, mechanism, budget) = (new MarketInput(), new MechanismOption(), new BudgetOption());
        var fallback = new Option<string?>("--fallback") { Description = "Mechanism that solves the round where the budget does not suffice. Default: none, which ends with an error.", HelpName = "NAME" };
        var efficiency = new Option<bool>("--efficiency") { Description = "Also tell the share of the largest possible objective that the graph has." };
        var output = new Option<string?>("--out") { Description = "Write the outcome to FILE as JSON. Without it a terminal shows a table, and a pipe gets the JSON.", HelpName = "FILE" };
        var command = new Command("solve", "Solve a market: who imports whose model, and who pays whom.")
        {
            input, mechanism, input.ReferenceGain, input.ExclusiveDistance, budget, fallback, efficiency, output,
        };
        command.SetAction(parsed =>
        {
            var chosen = mechanism.Of(parsed);
            var options = new SolveOptions
            {
                Budget = budget.Of(parsed),
                Fallback = parsed.GetValue(fallback) is { } other ? MechanismOption.Named(other, "--fallback") : null,
                Efficiency = parsed.GetValue(efficiency),
            };
            var round = input.Read(parsed, chosen);
            var start = terminal.Time.GetTimestamp();
            var outcome = chosen.Solve(round, options, cancellation);
            if (outcome.Fallback is { } asked) terminal.Say($"{asked} did not end within the budget; {outcome.Mechanism} solved the round");
            if (options.Efficiency && outcome.Efficiency is null) terminal.Say("efficiency is unknown: the optimum was not found within the budget, or is 0");
            foreach (var trap in WalkTraps.In(round, outcome, cancellation: cancellation)?.Lines(outcome.Ids) ?? []) terminal.Say($"{outcome.Mechanism}: {trap}");
            terminal.Detail($"{outcome.Ids.Count} participants, {outcome.Edges.Count} trades, solved in {terminal.Time.GetElapsedTime(start).TotalSeconds:F2} s");
            if (parsed.GetValue(output) is { } path)
            {
                OutputFile.Write(path, stream => MarketFile.Write(stream, outcome));
                terminal.Say($"{outcome.Edges.Count} trades among {outcome.Ids.Count} participants, social welfare {outcome.SocialWelfare:F4}: {path}");
            }
            else if (terminal.Tables.Profile.Out.IsTerminal)
            {
                OutcomeTable.Write(terminal, outcome);
            }
            else
            {
                OutputFile.Print(terminal, stream => MarketFile.Write(stream, outcome));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
