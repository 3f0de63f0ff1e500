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
    private readonly int? _copied;
    private readonly IReadOnlyList<string> _holders;
    private (int Changes, State State) _known;

    /// <summary>Draws types and roles from the configuration's seed.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="partition">Who trains on what.</param>
    /// <param name="names">What the data call the participants; may be empty.</param>
    /// <exception cref="InvalidDataException">The schedule gives somebody more samples than it has, a holder has more names than samples, or the one to be copied is no benign one.</exception>
    public Population(ExperimentConfig config, Partition partition, IReadOnlyList<string> names)
    {
        (_config, _settings, _partition) = (config, config.Behaviour, partition);
        _roles = RoleDraw.Draw(_settings, config.Participants, config.Seed);
        Names = MarketName.All(_roles, _settings.Adversary);
        _holders = ParticipantNames.Of(names, config.Participants);
        _changes = [.. _settings.Schedule.Where(e => e.Action == ScheduleAction.Change)];
        CheckSamples();
        _copied = _settings.Adversary is { Kind: AdversaryKind.Copy } copier ? Copied(copier) : null;
        _known = (0, StateAfter(0));
    }

    /// <summary>The names in the market, in the order of their numbers.</summary>
    public IReadOnlyList<MarketName> Names { get; }

    /// <summary>The same in full.</summary>
    public IEnumerable<string> Ids => Names.Select(name => name.Of(_holders));

    /// <summary>Every name, present or not, by number, and their samples.</summary>
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
            partition = new([.. partition.Participants.Select((indices, i) => Last(i, changes, e => e.Samples) is { } count ? Some(i, indices, count) : indices)]);
        if (_settings.Adversary is { Names: > 1 } sybils) partition = new([.. Names.Select(name => Held(name, partition.Participants[name.Holder], sybils))]);
        return new([.. partition.Participants.Select((indices, i) => Describe(i, indices.Length, changes))], partition);
    }

    private Participant Describe(int i, int samples, int changes)
    {
        var (holder, part) = Names[i];
        var role = _roles[holder];
        var adversary = role == Role.Adversary ? _settings.Adversary : null;
        var kind = _settings.Inclusive ? InclusiveMarket.KindOf(holder) : role == Role.Attacker ? "attacker" : adversary is null ? "uniform" : AdversarySettings.NameOf(adversary.Kind);
        var (wanted, cost) = _settings.Inclusive
            ? InclusiveMarket.Draw(holder, _config.Market, _settings.SellersAtCost, _config.Seed)
            : (_config.Market.GainScale, _config.Market.SharingCost);
        var honest = new ParticipantType(Samples.Of(samples), Last(holder, changes, e => e.SharingCost) ?? cost, Last(holder, changes, e => e.GainScale) ?? wanted);
        var (truth, reported) = role switch
        {
            Role.Attacker => Twice(honest with { GainScale = GainScale.None, SharingCost = SharingCost.Of(0) }),

            // It passes for one of its type; in truth what it sells costs it nothing.
            Role.FreeRider => (honest with { SharingCost = SharingCost.Of(0) }, honest),
            Role.Liar => (honest, Lie(honest)),
            Role.Adversary => AdversaryTypes.Of(honest, adversary!, part),
            _ => Twice(honest),
        };
        return new(kind, role, truth, new(Names[i].Of(_holders), reported))
        {
            Holder = _holders[holder],
            Adversary = adversary?.Kind,
            Borrows = part > 0 && adversary!.SybilKind != SybilKind.Split ? holder : null,
            Copies = adversary is null ? null : _copied,
        };
    }

    private ParticipantType Lie(ParticipantType truth) => _settings.LiesAboutSamples
        ? truth with { Samples = AdversaryTypes.Multiple(truth.Samples, _settings.LieFactor) }
        : truth with { SharingCost = SharingCost.Of(truth.SharingCost.Value * _settings.LieFactor) };

    private static (ParticipantType Truth, ParticipantType Reported) Twice(ParticipantType type) => (type, type);

    /// <summary>A name's samples: all of its holder's, or every k-th of a random order where they are divided.</summary>
    private int[] Held(MarketName name, int[] indices, AdversarySettings sybils)
    {
        if (_roles[name.Holder] != Role.Adversary || sybils.SybilKind != SybilKind.Split) return indices;
        if (indices.Length < sybils.Names)
            throw new InvalidDataException($"behaviour.names: found {sybils.Names}; p{name.Holder} has {indices.Length} samples to divide among its names; set fewer names");
        int[] order = [.. indices];
        new RandomStream(_config.Seed, RandomPurpose.Names, participant: name.Holder).Shuffle(order.AsSpan());
        return [.. order.Where((_, i) => i % sybils.Names == name.Part)];
    }

    private int Copied(AdversarySettings copier)
    {
        var benign = Enumerable.Range(0, _roles.Length).Where(i => BenignRole.Is(ParticipantGroup.NameOf(_roles[i]))).ToArray();
        if (copier.CopyOf is not { } wanted) return benign[0];
        return benign.Contains(wanted)
            ? wanted
            : throw new InvalidDataException($"behaviour.copy_of: found p{wanted}, who is not benign with seed {_config.Seed}; allowed are {string.Join(", ", benign.Select(i => $"p{i}"))}");
    }

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
