using System.Globalization;

namespace Ipfl.Simulation;

/// <summary>The keys of [behaviour] that say what adversaries do.</summary>
internal static class AdversaryKeys
{
    private const string Nobody = "none";
    private static readonly string[] Kinds = [.. Enum.GetValues<AdversaryKind>().Select(AdversarySettings.NameOf)];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        ConfigKey.Choice("behaviour.adversary", [Nobody, .. Kinds]),
        new("behaviour.adversaries", "a share from 0 to 1, or participants such as \"p3, p5\"", AcceptWho),
        ConfigKey.Number("behaviour.factor", "a number from 0.000001 to 1e12", value => value is >= 1e-6 and <= 1e12),
        ConfigKey.Text("behaviour.copy_of", "a participant, such as p3", text => Number(text) is not null),
        ConfigKey.Number("behaviour.copy_noise", "a number from 0 to 1000000", value => value is >= 0 and <= 1e6),
        ConfigKey.Integer("behaviour.names", 2, 1000),
        ConfigKey.Choice("behaviour.sybil_kind", Enum.GetValues<SybilKind>().Select(Name)),
        ConfigKey.Flag("behaviour.adversary_buys"),
    ];

    /// <summary>Settles them by <paramref name="settle"/>, which takes a name, its default, whether it has an effect, and what it would need for that.</summary>
    /// <exception cref="InvalidDataException">A key has no effect, or contradicts another.</exception>
    public static void Settle(SortedDictionary<string, object> resolved, Func<string, string> source, Action<string, object, bool, string> settle)
    {
        if (resolved.GetValueOrDefault("behaviour.adversary") is Nobody) resolved.Remove("behaviour.adversary");
        var kind = (string?)resolved.GetValueOrDefault("behaviour.adversary");
        var must = Must(kind, (string?)resolved.GetValueOrDefault("behaviour.sybil_kind"));
        settle("adversaries", 0.1, kind is not null, "behaviour.adversary");
        settle("factor", 10.0, kind is "overclaim" or "scaled", Needs("overclaim", "scaled"));
        settle("copy_noise", 0.0, kind is "copy", Needs("copy"));
        settle("names", 2L, kind is "sybils", Needs("sybils"));
        settle("sybil_kind", Name(SybilKind.Split), kind is "sybils", Needs("sybils"));
        settle("adversary_buys", must is not null, kind is not (null or "idle"), "behaviour.adversary other than \"idle\"");
        if (kind is null) Refuse(resolved, source, "behaviour.copy_of", "behaviour.adversary = \"copy\"");
        else if (kind != "copy") Refuse(resolved, source, "behaviour.copy_of", Needs("copy"));
        if (must is not null && !(bool)resolved["behaviour.adversary_buys"])
            throw new InvalidDataException($"{source("behaviour.adversary_buys")}: behaviour.adversary_buys: found false; allowed is true where {must}");
        if (kind is not null) CheckWho(resolved, source);
    }

    /// <summary>What a resolved configuration says of adversaries; null where there are none.</summary>
    public static AdversarySettings? Read(IReadOnlyDictionary<string, object> resolved)
    {
        if (resolved.GetValueOrDefault("behaviour.adversary") is not string kind) return null;
        var who = resolved["behaviour.adversaries"];
        return new(Enum.Parse<AdversaryKind>(kind, ignoreCase: true))
        {
            Share = who is double share ? share : 0,
            Listed = who is string list ? Listed(list) : null,
            Factor = resolved.GetValueOrDefault("behaviour.factor") is double factor ? factor : 10,
            CopyOf = resolved.GetValueOrDefault("behaviour.copy_of") is string copied ? Number(copied) : null,
            CopyNoise = resolved.GetValueOrDefault("behaviour.copy_noise") is double noise ? noise : 0,
            Names = resolved.GetValueOrDefault("behaviour.names") is long names ? (int)names : 1,
            SybilKind = resolved.GetValueOrDefault("behaviour.sybil_kind") is string sybils ? Enum.Parse<SybilKind>(sybils, ignoreCase: true) : SybilKind.Split,
            Buys = resolved.GetValueOrDefault("behaviour.adversary_buys") is true,
        };
    }

    /// <summary>Where adversaries are nothing unless they buy, in words.</summary>
    private static string? Must(string? kind, string? sybils) => kind switch
    {
        "reseller" => "behaviour.adversary = \"reseller\", which uploads what it bought",
        "sybils" when sybils == Name(SybilKind.Shill) => "behaviour.sybil_kind = \"shill\", which depresses what its holder pays",
        _ => null,
    };

    private static string Needs(params string[] kinds) => $"behaviour.adversary = {string.Join(" or ", kinds.Select(kind => $"\"{kind}\""))}";

    private static void Refuse(SortedDictionary<string, object> resolved, Func<string, string> source, string path, string condition)
    {
        if (resolved.ContainsKey(path)) throw new InvalidDataException($"{source(path)}: {path} has no effect without {condition}; remove it or set that");
    }

    private static void CheckWho(SortedDictionary<string, object> resolved, Func<string, string> source)
    {
        var participants = (int)(long)resolved["participants"];
        if (resolved["behaviour.adversaries"] is string list)
        {
            var inclusive = (string)resolved["behaviour.types"] == "inclusive";
            foreach (var number in Listed(list))
            {
                if (number >= participants) throw Found("behaviour.adversaries", $"p{number}; allowed are p0 to p{participants - 1}");
                if (inclusive && number == InclusiveMarket.Attacker) throw Found("behaviour.adversaries", $"p{number}, who is the attacker of the inclusive market; name others");
            }
        }

        if (resolved.GetValueOrDefault("behaviour.copy_of") is string copied && Number(copied) >= participants)
            throw Found("behaviour.copy_of", $"{copied}; allowed is p0 to p{participants - 1}");

        InvalidDataException Found(string path, string what) => new($"{source(path)}: {path}: found {what}");
    }

    /// <summary>A share as a number; a list in one form, each participant once.</summary>
    private static object? AcceptWho(object value) => value switch
    {
        long and (0 or 1) => (double)(long)value,
        double share and >= 0 and <= 1 => share,
        string text when Words(text) is { Length: > 0 } words && words.All(word => Number(word) is not null) && words.Distinct().Count() == words.Length => string.Join(", ", words),
        _ => null,
    };

    private static int[] Listed(string list) => [.. Words(list).Select(word => Number(word)!.Value)];

    private static string[] Words(string text) => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int? Number(string text) =>
        text is ['p', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && text == $"p{number}" ? number : null;

    private static string Name(SybilKind kind) => kind.ToString().ToLowerInvariant();
}
