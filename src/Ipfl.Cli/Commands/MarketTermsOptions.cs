using System.CommandLine;
using Ipfl.Market;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary>What the terms of a market on a server come from: its own options, and a task with <c>--task</c> and <c>--set</c>.</summary>
internal sealed class MarketTermsOptions
{
    /// <summary>The keys of a configuration that terms have a place for.</summary>
    private static readonly string[] TermKeys =
    [
        "rounds", "steps", "batch_size", "learning_rate", "momentum", "weight_decay", "augment", "seed",
        "market.mechanism", "market.lambda", "market.max_distance", "ipfl.eta",
        "llm.model", "llm.rank", "llm.alpha", "llm.dropout", "llm.targets", "llm.final_learning_rate",
    ];

    private readonly Option<string> _task = new("--task") { Description = $"Task whose network and settings the market has: {string.Join(", ", TaskCatalogue.All.Select(found => found.Id))}.", HelpName = "ID", DefaultValueFactory = _ => "fashion-niid" };
    private readonly Option<string[]> _set = Options.Set();
    private readonly Option<int> _rounds = new("--rounds") { Description = "How many rounds.", HelpName = "N", DefaultValueFactory = _ => 10 };
    private readonly Option<string> _mechanism = new("--mechanism") { Description = $"How models are priced: {string.Join(", ", Mechanism.All.Select(mechanism => mechanism.Name))}.", HelpName = "M", DefaultValueFactory = _ => WorthDefaults.MechanismName };
    private readonly Option<double> _maxDistance = new("--max-distance") { Description = "Models further apart never trade, 0 to 2.", HelpName = "D", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _upload = new("--upload-seconds") { Description = "How long a round waits for uploads.", HelpName = "N", DefaultValueFactory = _ => 3600 };
    private readonly Option<int> _delivery = new("--delivery-seconds") { Description = "How long buyers have to fetch and confirm their centres.", HelpName = "N", DefaultValueFactory = _ => 600 };
    private readonly Option<int> _quorum = new("--quorum") { Description = "Fewer uploads make no round: its deadline moves on.", HelpName = "N", DefaultValueFactory = _ => 2 };
    private readonly Option<string> _currency = new("--currency") { Description = "Name of the unit that amounts are in.", HelpName = "UNIT", DefaultValueFactory = _ => "credits" };
    private readonly MarketWorthOptions _worth = new();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _task, _set, _rounds, _mechanism, _maxDistance, _upload, _delivery, _quorum, _currency }) command.Add(option);
        _worth.AddTo(command);
    }

    /// <summary>The labelled set's file; null where none is given.</summary>
    public string? ProbeFile(ParseResult parsed) => _worth.ProbeFile(parsed);

    /// <summary>The task's configuration with what <c>--set</c> changes, and the terms that follow from it.</summary>
    /// <exception cref="InvalidDataException">A key is unknown, has no effect on a market, or disagrees with an option that was given too.</exception>
    public (Terms Terms, ExperimentConfig Config) Resolve(ParseResult parsed, string name)
    {
        var set = (parsed.GetValue(_set) ?? []).Select(word => ConfigSource.ParseAssignment(word, "--set")).ToArray();
        var config = ExperimentConfig.Resolve([new("task", parsed.GetValue(_task)!, "--task"), .. set]);
        if (Array.Find(set, value => !TermKeys.Contains(value.Path)) is { } idle) throw Idle(idle.Path);
        T Settled<T>(Option<T> option, string key, T configured) where T : notnull
        {
            var own = parsed.GetValue(option)!;
            if (!set.Any(value => value.Path == key)) return own;
            if (parsed.GetResult(option) is { Implicit: false } && !own.Equals(configured))
                throw new InvalidDataException(FormattableString.Invariant($"{option.Name}: found {own}, but --set {key}={configured}; allowed is one of the two"));
            return configured;
        }

        var terms = new Terms
        {
            Market = name,
            Currency = parsed.GetValue(_currency)!,
            Mechanism = Settled(_mechanism, "market.mechanism", config.Market.Mechanism.Name),
            Lambda = config.Market.Lambda,
            Eta = config.Algorithms.Ipfl.Eta,
            MaxDistance = Settled(_maxDistance, "market.max_distance", config.Market.MaxDistance),
            Rounds = Settled(_rounds, "rounds", config.Rounds),
            UploadSeconds = parsed.GetValue(_upload),
            DeliverySeconds = parsed.GetValue(_delivery),
            Quorum = parsed.GetValue(_quorum),
            Training = MarketTraining.Terms(config),
        };
        _worth.Complete(parsed, terms);
        return (terms, config);
    }

    private static InvalidDataException Idle(string key) => new(
        key == "task" ? "--set: task has no effect on a market; use --task" : $"--set: {key} has no effect on a market's terms; allowed are {string.Join(", ", TermKeys)}");
}
