using Ipfl.Data;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>Who the participants of an experiment are and what they report.</summary>
internal sealed class Population
{
    private readonly ExperimentConfig _config;
    private readonly BehaviourSettings _settings;
    private readonly Partition _partition;
    private readonly Role[] _roles;
    private readonly ScheduleEvent[] _changes;
    private (int Changes, State State) _known;

    /// <summary>Draws types and roles from the configuration's seed.</summary>
    /// <exception cref="InvalidDataException">The schedule gives somebody more samples than it has.</exception>
    public Population(ExperimentConfig config, Partition partition)
    {
        (_config, _settings, _partition) = (config, config.Behaviour, partition);
        _roles = RoleDraw.Draw(_settings, config.Participants, config.Seed);
        _changes = [.. _settings.Schedule.Where(e => e.Action == ScheduleAction.Change)];
        CheckSamples();
        _known = (0, StateAfter(0));
    }

    /// <summary>Everybody, present or not, by number, and their samples.</summary>
    internal sealed record State(IReadOnlyList<Participant> Participants, Partition Partition);

    /// <summary>How they are in a 0-based round; the same object as long as nothing changes.</summary>
    public State At(int round)
    {
        var changes = _changes.Count(e => e.Round <= round + 1);
        if (changes != _known.Changes) _known = (changes, StateAfter(changes));
        return _known.State;
    }

    private State StateAfter(int changes)
    {
        var partition = _partition;
        if (_changes.Take(changes).Any(e => e.Samples is not null))
            partition = new([.. _partition.Participants.Select((indices, i) => Last(i, changes, e => e.Samples) is { } count ? Some(i, indices, count) : indices)]);
        return new([.. partition.Participants.Select((indices, i) => Describe(i, indices.Length, changes))], partition);
    }

    private Participant Describe(int i, int samples, int changes)
    {
        var role = _roles[i];
        var kind = _settings.Inclusive ? InclusiveMarket.KindOf(i) : role == Role.Attacker ? "attacker" : "uniform";
        var (wanted, cost) = _settings.Inclusive
            ? InclusiveMarket.Draw(i, _config.Market, _settings.SellersAtCost, _config.Seed)
            : (_config.Market.GainScale, _config.Market.SharingCost);
        var honest = new ParticipantType(Samples.Of(samples), Last(i, changes, e => e.SharingCost) ?? cost, Last(i, changes, e => e.GainScale) ?? wanted);
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

    /// <summary>The last value that one of the first changes gave a participant.</summary>
    private T? Last<T>(int participant, int changes, Func<ScheduleEvent, T?> value) where T : struct =>
        _changes.Take(changes).Where(e => e.Participant == participant).Select(value).LastOrDefault(given => given is not null);

    /// <summary>The first samples of a random order: fewer of them are always some of the more.</summary>
    private int[] Some(int participant, int[] indices, long count)
    {
        int[] order = [.. indices];
        new RandomStream(_config.Seed, RandomPurpose.SampleOrder, participant: participant).Shuffle(order.AsSpan());
        return order[..(int)count];
    }

    private void CheckSamples()
    {
        foreach (var change in _changes)
        {
            var has = _partition.Participants[change.Participant].Length;
            if (change.Samples > has)
                throw new InvalidDataException($"behaviour.schedule: '{change}': p{change.Participant} has {has} samples; allowed is 1 to {has}");
        }
    }
}
