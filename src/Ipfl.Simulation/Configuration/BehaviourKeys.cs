namespace Ipfl.Simulation;

/// <summary>The keys of [behaviour]: which there are, and which of them have an effect beside the others.</summary>
internal static class BehaviourKeys
{
    private const string Inclusive = "inclusive";

    /// <summary>All keys.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        ConfigKey.Choice("behaviour.types", "uniform", Inclusive),
        ConfigKey.Choice("behaviour.sellers", "generous", "at-cost"),
        Share("behaviour.liars"),
        ConfigKey.Choice("behaviour.lie", "cost", "samples"),
        ConfigKey.Number("behaviour.lie_factor", "a number from 0.000001 to 1000000", value => value is >= 1e-6 and <= 1e6),
        Share("behaviour.free_riders"),
        ConfigKey.Choice("behaviour.free_rider_upload", "same-value", "gaussian"),
        Share("behaviour.attackers"),
        ConfigKey.Choice("behaviour.attack", "sign-flip", "shuffle"),
        ConfigKey.Flag("behaviour.attack_stays"),
        .. AdversaryKeys.All,
        ConfigKey.Choice("behaviour.drop_out", "none", "strict", "probabilistic"),
        new("behaviour.schedule", "text with events such as 5 leave p1; 7 join p9", value => value is string { Length: > 0 } text ? text : null),
    ];

    /// <summary>Gives keys that have an effect their defaults, and refuses those that have none and shares that do not fit together.</summary>
    /// <exception cref="InvalidDataException">A key has no effect, or a share is nobody's or more than there are.</exception>
    public static void Settle(SortedDictionary<string, object> resolved, IReadOnlyDictionary<string, string> sources)
    {
        var inclusive = (string)resolved["behaviour.types"] == Inclusive;
        bool Some(string share) => (double)resolved[share] > 0;
        Settle("sellers", "generous", inclusive, "behaviour.types = \"inclusive\"");
        Settle("lie", "cost", Some("behaviour.liars"), "behaviour.liars above 0");
        Settle("lie_factor", 2.0, Some("behaviour.liars"), "behaviour.liars above 0");
        Settle("free_rider_upload", "same-value", Some("behaviour.free_riders"), "behaviour.free_riders above 0");
        foreach (var (key, standard) in new (string, object)[] { ("attack", "sign-flip"), ("attack_stays", false) })
            Settle(key, standard, inclusive || Some("behaviour.attackers"), "behaviour.attackers above 0, or behaviour.types = \"inclusive\"");
        AdversaryKeys.Settle(resolved, Source, Settle);
        if (inclusive) CheckInclusive(resolved, Source("behaviour.types"));
        CheckShares(resolved, inclusive, Source);
        if (resolved.TryGetValue("behaviour.schedule", out var schedule))
            ScheduleText.Parse((string)schedule, (int)(long)resolved["participants"], (int)(long)resolved["rounds"], Source("behaviour.schedule"));

        string Source(string path) => sources.GetValueOrDefault(path, "configuration");

        void Settle(string name, object standard, bool effective, string condition)
        {
            var path = $"behaviour.{name}";
            if (effective) resolved.TryAdd(path, standard);
            else if (resolved.Remove(path)) throw new InvalidDataException($"{Source(path)}: {path} has no effect without {condition}; remove it or set that");
        }
    }

    private static void CheckInclusive(SortedDictionary<string, object> resolved, string source)
    {
        var participants = (long)resolved["participants"];
        if (participants != InclusiveMarket.Participants)
            throw new InvalidDataException($"{source}: behaviour.types: found \"{Inclusive}\" with participants = {participants}; it is a market of {InclusiveMarket.Participants}; set participants = {InclusiveMarket.Participants}");
        if (!double.IsFinite((double)resolved["market.sharing_cost"]))
            throw new InvalidDataException($"{source}: behaviour.types: found \"{Inclusive}\" with market.sharing_cost = inf; costs are drawn from a finite C; set a number");
    }

    private static void CheckShares(SortedDictionary<string, object> resolved, bool inclusive, Func<string, string> source)
    {
        var participants = (int)(long)resolved["participants"];
        var free = inclusive ? participants - 1 : participants;
        var benign = free;
        foreach (var (name, who) in new[] { ("attackers", "attacks"), ("free_riders", "rides free"), ("liars", "lies") })
        {
            var share = (double)resolved[$"behaviour.{name}"];
            Take(name, who, share, RoleDraw.Count(share, participants), share == 0, "0, or ", "a smaller share");
        }

        if (AdversaryKeys.Read(resolved) is { } adversary)
            Take("adversaries", "is one", resolved["behaviour.adversaries"], adversary.Count(participants), mayBeNone: false, "", "fewer");

        void Take(string name, string who, object found, int count, bool mayBeNone, string besides, string remedy)
        {
            var path = $"behaviour.{name}";
            if (count == 0 && !mayBeNone)
                throw new InvalidDataException(FormattableString.Invariant($"{source(path)}: {path}: found {found}; of {participants} participants that is nobody who {who}; allowed is {besides}from {0.5 / participants:R} on"));
            free -= count;
            if (name != "liars") benign -= count;
            if (free < 0 || benign <= 0)
                throw new InvalidDataException(FormattableString.Invariant($"{source(path)}: {path}: found {found}; with the other shares {(free < 0 ? "that is more participants than there are" : "nobody benign is left")}; set {remedy}"));
        }
    }

    private static ConfigKey Share(string path) => ConfigKey.Number(path, "a number from 0 to 1", value => value is >= 0 and <= 1);
}
