using System.CommandLine;
using Google.Protobuf;
using Ipfl.Learning;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;
using Ipfl.Service.Operators;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market create</c>: a market on a server, with the network and the training settings of a task.</summary>
internal static class MarketCreateCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var name = new Argument<string>("MARKET") { Description = "The market's name: lower-case letters, digits, hyphens." };
        var options = new MarketTermsOptions();
        var initial = new Option<string?>("--initial") { Description = "Initial model, a safetensors file of F32 tensors. Default: the task's network, drawn from its seed.", HelpName = "FILE" };
        var access = new OperatorOptions();
        var command = new Command("create", "Create a market on a server. Participants can enrol at once; 'open' begins its rounds.") { name };
        options.AddTo(command);
        command.Add(initial);
        access.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(initial) is { } file && !File.Exists(file)) throw new FileNotFoundException($"--initial: {file}: no such file", file);
            var (terms, config) = options.Resolve(parsed, parsed.GetValue(name)!);
            Check(parsed.GetValue(initial), config);
            using var connection = access.Connect(parsed, terminal);
            connection.Ask(() => connection.Operator.CreateMarket(new() { Terms = terms }));
            SendInitialAsync(connection, terms, config, parsed.GetValue(initial), cancellation).GetAwaiter().GetResult();
            if (options.ProbeFile(parsed) is { } probe) SendProbeAsync(connection, terms, probe, cancellation).GetAwaiter().GetResult();
            var state = connection.Ask(() => connection.Operator.GetMarket(new() { Market = terms.Market }));
            terminal.Say($"market '{terms.Market}': {terms.Mechanism}, {Counted.Of(terms.Rounds, "round")}, models of {state.Terms.InitialBytes} bytes; invite participants, then open it");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Adapters must fit their base model from the start; other models may be ones that only the participants know.</summary>
    private static void Check(string? given, ExperimentConfig config)
    {
        if (config.Language is null) return;
        var network = MarketTraining.Network(config);
        if (given is not null) ModelFile.Check(given, network);
    }

    private static async Task SendProbeAsync(OperatorConnection connection, Terms terms, string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        await InitialModel.SendAsync(
            file,
            (offset, data) =>
            {
                connection.Ask(() => connection.Operator.PutProbe(new() { Market = terms.Market, Offset = offset, Data = ByteString.CopyFrom(data.Span) }));
                return Task.CompletedTask;
            },
            cancellation);
    }

    private static async Task SendInitialAsync(OperatorConnection connection, Terms terms, ExperimentConfig config, string? given, CancellationToken cancellation)
    {
        Task Put(long offset, ReadOnlyMemory<byte> data)
        {
            connection.Ask(() => connection.Operator.PutInitialModel(new() { Market = terms.Market, Offset = offset, Data = ByteString.CopyFrom(data.Span) }));
            return Task.CompletedTask;
        }

        if (given is null)
        {
            await InitialModel.DrawAsync(MarketTraining.Network(config), config.Seed, Put, cancellation);
            return;
        }

        await using var file = File.OpenRead(given);
        await InitialModel.SendAsync(file, Put, cancellation);
    }
}
