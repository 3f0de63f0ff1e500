using System.CommandLine;
using Ipfl.Agent;
using Ipfl.Cli.Display;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl agent</c>: a participant's side of a market.</summary>
internal static class AgentCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation) => new("agent", "Take part in a market: enrol, run, see how it stands, withdraw.")
    {
        Enrol(terminal, cancellation),
        Run(terminal, cancellation),
        Status(terminal, cancellation),
        Withdraw(terminal, cancellation),
    };

    private static Command Enrol(Terminal terminal, CancellationToken cancellation)
    {
        var token = new Option<string>("--token") { Description = "The token that the market's operator gave out.", HelpName = "TOKEN", Required = true };
        return With("enrol", "Trade a token for a place in a market; safe to repeat.", [token], (parsed, config) =>
        {
            var enrolment = Enroller.EnrolAsync(config, parsed.GetRequiredValue(token), terminal.Time, cancellation).GetAwaiter().GetResult();
            terminal.Say($"'{enrolment.Participant}' is enrolled in market '{enrolment.Market}' at {enrolment.Server}{(enrolment.MaxSamples > 0 ? $", which takes reports of up to {Counted.Of(enrolment.MaxSamples, "sample")}" : "")}; key and state in {config.StateFolder}. Go on with: ipfl agent run");
        });
    }

    private static Command Run(Terminal terminal, CancellationToken cancellation) =>
        With("run", "Train, upload and trade, round after round, until the market closes; goes on where it was stopped.", [], (_, config) =>
        {
            var summary = AgentRun.RunAsync(config, new AgentLines(terminal), terminal.Time, cancellation, TrainerKeeper.Command()).GetAwaiter().GetResult();
            terminal.Out.WriteLine(summary);
        });

    private static Command Status(Terminal terminal, CancellationToken cancellation)
    {
        var json = Options.Json();
        return With("status", "Show how the agent stands, and check its receipts.", [json], (parsed, config) =>
        {
            var status = AgentStatus.ReadAsync(config, terminal.Time, cancellation).GetAwaiter().GetResult();
            if (parsed.GetValue(json)) AgentStatusText.WriteJson(terminal, status);
            else AgentStatusText.Write(terminal, status);
        });
    }

    private static Command Withdraw(Terminal terminal, CancellationToken cancellation) =>
        With("withdraw", "Leave the market after the round in progress.", [], (_, config) =>
        {
            var withdrawal = Withdrawal.LeaveAsync(config, terminal.Time, cancellation).GetAwaiter().GetResult();
            terminal.Say($"The participant leaves after round {withdrawal.AfterRound}; let the agent run until then, so that what is bought arrives and what is sold is paid.");
        });

    private static Command With(string verb, string description, Option[] more, Action<ParseResult, AgentConfig> act)
    {
        var config = new Option<string>("--config") { Description = "Configuration of the agent.", HelpName = "FILE", DefaultValueFactory = _ => AgentConfig.DefaultFile };
        var command = new Command(verb, description);
        foreach (var option in more.Append(config)) command.Add(option);
        command.SetAction(parsed =>
        {
            act(parsed, AgentConfig.Read(parsed.GetRequiredValue(config)));
            return ExitCode.Done;
        });
        return command;
    }
}
