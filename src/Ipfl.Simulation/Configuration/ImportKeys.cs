using Ipfl.Learning;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>The keys that say how bought models are used and what tells their worth: which there are, which have an effect, and what names of algorithms settle.</summary>
internal static class ImportKeys
{
    private const string Mean = "ipfl-mean", Evidence = "ipfl-evidence";

    /// <summary>All keys.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        ConfigKey.Choice("ipfl.import", "pull", "mean"),
        ConfigKey.Number("ipfl.clip", "a number from 0.001 to 1e15", value => value is >= 1e-3 and <= 1e15),
        ConfigKey.Choice("ipfl.pull", "published", "normalised"),
        ConfigKey.Flag("ipfl.keep_if_worse"),
        ConfigKey.Choice("market.evidence", "none", "cosine", "validation", "probe"),
        ConfigKey.Number("market.evidence_margin", "a number from 0 to 1000", value => value is >= 0 and <= 1000),
        ConfigKey.Integer("market.evidence_every", 1, 1_000_000),
        ConfigKey.Integer("market.evidence_candidates", 1, 100_000),
        ConfigKey.Number("market.exclusive_distance", "a number from 0 to 2", value => value is >= 0 and <= 2),
        ConfigKey.Number("market.reference_gain", "a number from 0 to 1e15", value => value is >= 0 and <= 1e15),
        Share("evaluation.validation"),
        Share("evaluation.probe"),
    ];

    /// <summary>What published configurations stand at: such a value is written only where it was given, so that their files stay what they were.</summary>
    private static readonly Dictionary<string, object> Neutral = new()
    {
        ["ipfl.import"] = "pull",
        ["ipfl.pull"] = "published",
        ["market.evidence"] = "none",
        ["market.exclusive_distance"] = 0.0,
        ["evaluation.validation"] = 0.0,
        ["evaluation.probe"] = 0.0,
    };

    /// <summary>What an algorithm's name stands for, below everything that is given.</summary>
    public static IReadOnlyDictionary<string, object> StandardsOf(string algorithm) => algorithm switch
    {
        Mean => new Dictionary<string, object> { ["ipfl.import"] = "mean" },
        Evidence => new Dictionary<string, object>
        {
            ["ipfl.import"] = "mean",
            ["market.evidence"] = "validation",
            ["market.lambda"] = 0.0,
            ["market.mechanism"] = Mechanism.Clock.Name,
        },
        _ => new Dictionary<string, object>(),
    };

    /// <summary>Gives keys that have an effect their defaults, and refuses those that have none or contradict the algorithm's name.</summary>
    /// <param name="resolved">All values so far; changed.</param>
    /// <param name="sources">Where given values came from.</param>
    /// <param name="dropsIdle">Whether what has no effect is left out, because it has one on another algorithm of the same comparison.</param>
    /// <exception cref="InvalidDataException">A key has no effect, or a share leaves nothing.</exception>
    public static void Settle(SortedDictionary<string, object> resolved, IReadOnlyDictionary<string, string> sources, bool dropsIdle)
    {
        var algorithm = (string)resolved["algorithm"];
        var trades = ConfigResolution.Trades(algorithm);
        KeepName(algorithm, resolved, sources, dropsIdle);
        var isMean = trades && Text("ipfl.import", "pull") == "mean";
        var evidence = trades ? Text("market.evidence", "none") : "none";
        var (judges, mechanism) = (evidence is "validation" or "probe", (string)resolved["market.mechanism"]);
        Settle("ipfl.import", "pull", trades, "an algorithm that trades");
        Settle("ipfl.clip", 2.0, isMean, "ipfl.import = \"mean\"");
        Settle("ipfl.pull", "published", trades && !isMean && (string)resolved["ipfl.distance"] == "cosine", "ipfl.import = \"pull\" and ipfl.distance = \"cosine\"");
        Settle("ipfl.keep_if_worse", evidence != "none", isMean, "ipfl.import = \"mean\"");
        Settle("market.evidence", "none", trades, "an algorithm that trades");
        Settle("market.evidence_margin", MixtureEvidence.UsualMargin, judges, "market.evidence = \"validation\" or \"probe\"");
        Settle("market.evidence_every", 1L, judges, "market.evidence = \"validation\" or \"probe\"");
        Settle("market.evidence_candidates", 30L, judges, "market.evidence = \"validation\" or \"probe\"");
        Settle("market.exclusive_distance", 0.0, trades && mechanism is "vcg" or "clock" or "reference", "a market.mechanism of vcg, clock or reference");
        Settle("market.reference_gain", resolved["market.gain_scale"], trades && mechanism == Mechanism.Reference.Name, "market.mechanism = \"reference\"");

        var keeps = isMean && (bool)resolved["ipfl.keep_if_worse"];
        Need("evaluation.validation", 0.1, evidence == "validation" || keeps, evidence == "validation" ? "market.evidence = \"validation\"" : "ipfl.keep_if_worse");
        Need("evaluation.probe", 0.02, evidence == "probe", "market.evidence = \"probe\"");
        if (Held("evaluation.validation") + Held("evaluation.probe") >= 1)
            throw new InvalidDataException($"{Source("evaluation.validation")}: evaluation.validation and evaluation.probe leave nothing to train on; their sum must be below 1");
        double Held(string path) => (double)resolved.GetValueOrDefault(path, 0.0);

        string Text(string path, string standard) => (string)resolved.GetValueOrDefault(path, standard);

        string Source(string path) => sources.GetValueOrDefault(path, "configuration");

        void Default(string path, object standard)
        {
            if (!standard.Equals(Neutral.GetValueOrDefault(path))) resolved.TryAdd(path, standard);
        }

        void Settle(string path, object standard, bool effective, string condition)
        {
            if (effective) Default(path, standard);
            else if (resolved.Remove(path) && !dropsIdle) throw new InvalidDataException($"{Source(path)}: {path} has no effect without {condition}; remove it or set that");
        }

        void Need(string path, double standard, bool needed, string what)
        {
            if (needed) Default(path, standard);
            if (needed && (double)resolved[path] == 0) throw new InvalidDataException($"{Source(path)}: {path}: found 0; {what} needs samples that nobody trains on; allowed is a share above 0");
        }
    }

    /// <summary>A name that says how models are imported, or that there is evidence, is not made to lie.</summary>
    private static void KeepName(string algorithm, SortedDictionary<string, object> resolved, IReadOnlyDictionary<string, string> sources, bool dropsIdle)
    {
        var standards = StandardsOf(algorithm);
        foreach (var (path, contrary) in new[] { ("ipfl.import", "pull"), ("market.evidence", "none") })
        {
            if (!standards.TryGetValue(path, out var standard) || !contrary.Equals(resolved.GetValueOrDefault(path))) continue;
            if (!dropsIdle)
                throw new InvalidDataException($"{sources.GetValueOrDefault(path, "configuration")}: {path}: found \"{contrary}\"; algorithm {algorithm} is ipfl with {path} = \"{standard}\"; remove it or choose ipfl");
            resolved[path] = standard;
        }
    }

    private static ConfigKey Share(string path) => ConfigKey.Number(path, "a number from 0 to 0.9", value => value is >= 0 and <= 0.9);
}
