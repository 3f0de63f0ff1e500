using System.CommandLine;
using Ipfl.Protocol.V1;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary>The options that say how a market on a server works; the rest of its terms come from a task.</summary>
internal sealed class MarketTermsOptions
{
    private readonly Option<int> _rounds = new("--rounds") { Description = "How many rounds.", HelpName = "N", DefaultValueFactory = _ => 10 };
    private readonly Option<string> _mechanism = new("--mechanism") { Description = "How models are priced: vcg, critical, marginal.", HelpName = "M", DefaultValueFactory = _ => "vcg" };
    private readonly Option<double> _maxDistance = new("--max-distance") { Description = "Models further apart never trade, 0 to 2.", HelpName = "D", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _upload = new("--upload-seconds") { Description = "How long a round waits for uploads.", HelpName = "N", DefaultValueFactory = _ => 3600 };
    private readonly Option<int> _delivery = new("--delivery-seconds") { Description = "How long buyers have to fetch and confirm their centres.", HelpName = "N", DefaultValueFactory = _ => 600 };
    private readonly Option<int> _quorum = new("--quorum") { Description = "Fewer uploads make no round: its deadline moves on.", HelpName = "N", DefaultValueFactory = _ => 2 };
    private readonly Option<string> _currency = new("--currency") { Description = "Name of the unit that amounts are in.", HelpName = "UNIT", DefaultValueFactory = _ => "credits" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _rounds, _mechanism, _maxDistance, _upload, _delivery, _quorum, _currency }) command.Add(option);
    }

    public Terms Terms(ParseResult parsed, string name, ExperimentConfig config) => new()
    {
        Market = name,
        Currency = parsed.GetValue(_currency)!,
        Mechanism = parsed.GetValue(_mechanism)!,
        Lambda = config.Market.Lambda,
        Eta = config.Algorithms.Ipfl.Eta,
        MaxDistance = parsed.GetValue(_maxDistance),
        Rounds = parsed.GetValue(_rounds),
        UploadSeconds = parsed.GetValue(_upload),
        DeliverySeconds = parsed.GetValue(_delivery),
        Quorum = parsed.GetValue(_quorum),
        Training = MarketTraining.Terms(config),
    };
}
