using System.CommandLine;
using System.Security.Cryptography;
using Ipfl.Cli.Display;
using Ipfl.Protocol;
using Ipfl.Protocol.V1;
using Ipfl.Service.Operators;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market open|close|status|invite|deposit|payout|remove</c>: what an operator does with a market on a server.</summary>
internal static class MarketOperations
{
    private const int DefaultValidHours = 72;

    public static Command Open(Terminal terminal) => ForMarket(terminal, "open", "Open a market's first round.", [], (_, connection, market) =>
    {
        var state = connection.Ask(() => connection.Operator.OpenMarket(new() { Market = market }));
        terminal.Say($"market '{market}' is open: {Counted.Of(state.Terms.Rounds, "round")}, {Counted.Of(state.Participants.Count(participant => participant.Active), "participant")}");
    });

    public static Command Close(Terminal terminal) => ForMarket(terminal, "close", "End a market after the round in progress.", [], (_, connection, market) =>
    {
        var state = connection.Ask(() => connection.Operator.CloseMarket(new() { Market = market }));
        terminal.Say(state.Phase == MarketPhase.Closed ? $"market '{market}' is closed" : $"market '{market}' closes after round {state.Round}");
    });

    public static Command Status(Terminal terminal)
    {
        var json = Options.Json();
        return ForMarket(terminal, "status", "Show a market: its round, who is in, who owns what.", [json], (parsed, connection, market) =>
        {
            var state = connection.Ask(() => connection.Operator.GetMarket(new() { Market = market }));
            if (parsed.GetValue(json)) terminal.Out.WriteLine(Google.Protobuf.JsonFormatter.Default.Format(state));
            else terminal.Tables.Write(MarketTable.Of(state, terminal.Time.GetUtcNow()));
        });
    }

    public static Command Invite(Terminal terminal)
    {
        var name = NameOption("Name that the invited will have: lower-case letters, digits, hyphens.");
        var role = new Option<string>("--role") { Description = "What the invited may do.", HelpName = "ROLE", DefaultValueFactory = _ => "participant" };
        role.AcceptOnlyFromAmong("participant", "auditor");
        var deposit = new Option<string>("--deposit") { Description = "Money to put into the account at enrolment.", HelpName = "AMOUNT", DefaultValueFactory = _ => "0" };
        var samples = new Option<long>("--max-samples") { Description = "The most samples that a participant may report: you attest that it has no more. Required where the terms name evidence.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var hours = ValidHours();
        return ForMarket(terminal, "invite", "Make a one-time enrolment token.", [name, role, deposit, samples, hours], (parsed, connection, market) =>
        {
            var (isAuditor, amount) = (parsed.GetValue(role) == "auditor", Amount("--deposit", parsed.GetValue(deposit)));
            if (isAuditor && amount > MicroUnits.Zero) throw new InvalidDataException($"--deposit: found {amount} for an auditor, who has no account; leave it out");
            if (parsed.GetResult(samples) is { Implicit: false } && parsed.GetValue(samples) is < 1 or > 1L << 53) throw new InvalidDataException($"--max-samples: found {parsed.GetValue(samples)}; allowed: 1 to {1L << 53}");
            if (isAuditor && parsed.GetValue(samples) > 0) throw new InvalidDataException($"--max-samples: found {parsed.GetValue(samples)} for an auditor, who reports nothing; leave it out");
            var reply = connection.Ask(() => connection.Operator.Invite(new()
            {
                Market = market,
                Name = parsed.GetValue(name)!,
                Role = isAuditor ? Role.Auditor : Role.Participant,
                DepositMicros = amount.Value,
                MaxSamples = parsed.GetValue(samples),
                ValidSeconds = ValidSeconds(parsed, hours),
            }));
            terminal.Say($"token for '{parsed.GetValue(name)}', good until {DateTimeOffset.FromUnixTimeMilliseconds(reply.ExpiresUnixMs):u}; it is shown only now:");
            terminal.Out.WriteLine(reply.Token);
        });
    }

    public static Command Deposit(Terminal terminal) => Money(
        terminal, "deposit", "Record money that a participant paid in.", (connection, request) => connection.Operator.Deposit(request));

    public static Command PayOut(Terminal terminal) => Money(
        terminal, "payout", "Record money that was paid out to a participant.", (connection, request) => connection.Operator.PayOut(request));

    public static Command Remove(Terminal terminal)
    {
        var name = NameOption("The participant.");
        var reason = new Option<string>("--reason") { Description = "Why, for the audit log.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        return ForMarket(terminal, "remove", "Take a participant or an auditor out of a market: its key and unused tokens are void.", [name, reason], (parsed, connection, market) =>
        {
            connection.Ask(() => connection.Operator.RemoveParticipant(new() { Market = market, Participant = parsed.GetValue(name)!, Reason = parsed.GetValue(reason)! }));
            terminal.Say($"'{parsed.GetValue(name)}' is removed from market '{market}'");
        });
    }

    public static Command RenewKey(Terminal terminal)
    {
        var name = NameOption("The participant or auditor.");
        var hours = ValidHours();
        return ForMarket(terminal, "renew-key", "Revoke a lost or leaked key and make a token for another one.", [name, hours], (parsed, connection, market) =>
        {
            var reply = connection.Ask(() => connection.Operator.RenewKey(new() { Market = market, Name = parsed.GetValue(name)!, ValidSeconds = ValidSeconds(parsed, hours) }));
            terminal.Say($"the key of '{parsed.GetValue(name)}' is revoked; token for another one, good until {DateTimeOffset.FromUnixTimeMilliseconds(reply.ExpiresUnixMs):u}; it is shown only now:");
            terminal.Out.WriteLine(reply.Token);
        });
    }

    private static Option<int> ValidHours() =>
        new("--valid-hours") { Description = "How long the token is good, 1 to 8784.", HelpName = "N", DefaultValueFactory = _ => DefaultValidHours };

    private static int ValidSeconds(ParseResult parsed, Option<int> hours)
    {
        var given = parsed.GetValue(hours);
        return given is >= 1 and <= 8784 ? given * 3600 : throw new InvalidDataException($"--valid-hours: found {given}; allowed: 1 to 8784");
    }

    private static Command Money(Terminal terminal, string verb, string description, Func<OperatorConnection, MoneyRequest, Balance> move)
    {
        var name = NameOption("The participant.");
        var amount = new Option<string>("--amount") { Description = "How much, in the market's currency, with at most six decimals.", HelpName = "AMOUNT", Required = true };
        var key = new Option<string?>("--id") { Description = "Your own name of this payment: the same one moves money once. Default: a new one.", HelpName = "ID" };
        return ForMarket(terminal, verb, description, [name, amount, key], (parsed, connection, market) =>
        {
            var request = new MoneyRequest
            {
                Market = market,
                Participant = parsed.GetValue(name)!,
                Micros = Amount("--amount", parsed.GetValue(amount)).Value,
                Key = parsed.GetValue(key) ?? RandomNumberGenerator.GetHexString(16, lowercase: true),
            };
            var balance = connection.Ask(() => move(connection, request));
            terminal.Say($"'{request.Participant}' has {new MicroUnits(balance.AvailableMicros)} available, {new MicroUnits(balance.ReservedMicros)} reserved");
        });
    }

    private static Command ForMarket(Terminal terminal, string verb, string description, Option[] more, Action<ParseResult, OperatorConnection, string> act)
    {
        var market = new Argument<string>("MARKET") { Description = "The market's name." };
        var access = new OperatorOptions();
        var command = new Command(verb, description) { market };
        foreach (var option in more) command.Add(option);
        access.AddTo(command);
        command.SetAction(parsed =>
        {
            using var connection = access.Connect(parsed, terminal);
            act(parsed, connection, parsed.GetValue(market)!);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string> NameOption(string description) => new("--participant") { Description = description, HelpName = "NAME", Required = true };

    private static MicroUnits Amount(string option, string? text) => MicroUnits.TryParse(text, out var amount) && amount >= MicroUnits.Zero
        ? amount
        : throw new InvalidDataException($"{option}: found '{text}'; allowed: an amount such as 12 or 0.5, at most six decimals");
}
