using Ipfl.Data;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>Who the participants of an experiment are and what they report.</summary>
internal sealed class Population
{
    private readonly ExperimentConfig _config;
    private readonly BehaviourSettings _settings;
    private readonly Role[] _roles;

    /// <summary>Draws types and roles from the configuration's seed.</summary>
    public Population(ExperimentConfig config, Partition partition)
    {
        (_config, _settings, Partition) = (config, config.Behaviour, partition);
        _roles = RoleDraw.Draw(_settings, config.Participants, config.Seed);
        Participants = [.. Enumerable.Range(0, config.Participants).Select(Describe)];
    }

    /// <summary>Everybody, present or not, by number.</summary>
    public IReadOnlyList<Participant> Participants { get; }

    /// <summary>Everybody's samples.</summary>
    public Partition Partition { get; }

    private Participant Describe(int i)
    {
        var role = _roles[i];
        var kind = _settings.Inclusive ? InclusiveMarket.KindOf(i) : role == Role.Attacker ? "attacker" : "uniform";
        var (wanted, cost) = _settings.Inclusive
            ? InclusiveMarket.Draw(i, _config.Market, _settings.SellersAtCost, _config.Seed)
            : (_config.Market.GainScale, _config.Market.SharingCost);
        var honest = new ParticipantType(Samples.Of(Partition.Participants[i].Length), cost, wanted);
        var (truth, reported) = role switch
        {
            Role.Attacker => Twice(honest with { GainScale = GainScale.None, SharingCost = SharingCost.Of(0) }),

            // It passes for one of its type; in truth what it sells costs it nothing.
            Role.FreeRider => (honest with { SharingCost = SharingCost.Of(0) }, honest),
            Role.Liar => (honest, Lie(honest)),
            _ => Twice(honest),
        };
        return new(kind, role, truth, new($"p{i}", reported));
    }

    private ParticipantType Lie(ParticipantType truth) => _settings.LiesAboutSamples
        ? truth with { Samples = Samples.Of((long)Math.Clamp(Math.Round(truth.Samples.Value * _settings.LieFactor, MidpointRounding.AwayFromZero), 1, Samples.Maximum)) }
        : truth with { SharingCost = SharingCost.Of(truth.SharingCost.Value * _settings.LieFactor) };

    private static (ParticipantType Truth, ParticipantType Reported) Twice(ParticipantType type) => (type, type);
}
