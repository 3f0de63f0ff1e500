using System.CommandLine;
using Google.Protobuf;
using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;
using Ipfl.Service.Operators;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl market create</c>: a market on a server, with the network and the training settings of a task.</summary>
internal static class MarketCreateCommand
{

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("MARKET") { Description = "The market's name: lower-case letters, digits, hyphens." };
        var task = new Option<string>("--task") { Description = $"Task whose network and settings the market has: {string.Join(", ", TaskCatalogue.All.Select(found => found.Id))}.", HelpName = "ID", DefaultValueFactory = _ => "fashion-niid" };
        var set = Options.Set();
        var rounds = new MarketTermsOptions();
        var initial = new Option<string?>("--initial") { Description = "Initial model, a safetensors file of F32 tensors. Default: the task's network, drawn from its seed.", HelpName = "FILE" };
        var access = new OperatorOptions();
        var command = new Command("create", "Create a market on a server. Participants can enrol at once; 'open' begins its rounds.") { name, task, set, initial };
        rounds.AddTo(command);
        access.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(initial) is { } file && !File.Exists(file)) throw new FileNotFoundException($"--initial: {file}: no such file", file);
            var config = ExperimentConfig.Resolve(
            [
                new("task", parsed.GetValue(task)!, "--task"),
                .. (parsed.GetValue(set) ?? []).Select(word => ConfigSource.ParseAssignment(word, "--set")),
            ]);
            var terms = rounds.Terms(parsed, parsed.GetValue(name)!, config);
            using var connection = access.Connect(parsed, terminal);
            connection.Ask(() => connection.Operator.CreateMarket(new() { Terms = terms }));
            SendInitial(connection, terms, parsed.GetValue(initial));
            var state = connection.Ask(() => connection.Operator.GetMarket(new() { Market = terms.Market }));
            terminal.Say($"market '{terms.Market}': {terms.Mechanism}, {terms.Rounds} rounds, models of {state.Terms.InitialBytes} bytes; invite participants, then open it");
            return ExitCode.Done;
        });
        return command;
    }

    private static void SendInitial(OperatorConnection connection, Terms terms, string? given)
    {
        var file = given ?? Path.GetTempFileName();
        try
        {
            if (given is null) Draw(file, terms.Training);
            using var stream = File.OpenRead(file);
            var buffer = new byte[TermsCheck.PieceBytes];
            var offset = 0L;
            int read;
            while ((read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
            {
                Put(connection, terms.Market, offset, ByteString.CopyFrom(buffer, 0, read));
                offset += read;
            }

            Put(connection, terms.Market, offset, ByteString.Empty);
        }
        finally
        {
            if (given is null) File.Delete(file);
        }
    }

    private static void Put(OperatorConnection connection, string market, long offset, ByteString data) =>
        connection.Ask(() => connection.Operator.PutInitialModel(new() { Market = market, Offset = offset, Data = data }));

    private static void Draw(string file, TrainingTerms training)
    {
        var shape = new ImageShape(training.InputShape[0], training.InputShape[1], training.InputShape[2]);
        var architecture = ModelArchitectures.Create(training.Model, shape, training.Classes);
        ModelFile.Draw(file, architecture, training.Seed);
    }
}
