using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>The study of what adversaries are paid: each of them in several markets, beside the same market without it.</summary>
internal static class WorthVariants
{
    private const double Exclusive = 0.05;
    private static readonly string[] Evidence = ["none", "cosine", "validation", "probe"];
    private static readonly string[] Imports = ["pull", "mean"];
    private static readonly string[] Tasks = ["cifar10-cluster", "fashion-cluster", "cifar10-niid", "fashion-niid", "cifar10-skew", "fashion-skew", "pacs"];

    /// <summary>Controls: everybody is honest; the adversary is honest but only sells; it is not there.</summary>
    private static readonly Adversary[] Controls =
    [
        new("honest", "honest", []),
        new("seller", "seller", [("behaviour.adversary", "overclaim"), ("behaviour.factor", 1.0)]),
        new("idle", "idle", [("behaviour.adversary", "idle")]),
    ];

    private static readonly Adversary[] Some =
    [
        Overclaim(10),
        new("initial", "idle", [("behaviour.adversary", "initial")]),
        Copy(0),
        Copy(0.3),
        new("scaled", "seller", [("behaviour.adversary", "scaled"), ("behaviour.factor", 10.0)]),
        new("reseller", "idle", [("behaviour.adversary", "reseller")]) { Buys = true },
        Sybils("split", "seller"),
        Sybils("same", "seller"),
        Sybils("shill", "honest") with { Buys = true },
    ];

    private static readonly Adversary[] All = [Overclaim(100), Overclaim(1e6), Copy(0.01), Copy(0.1), .. Some];

    /// <summary>What the study is.</summary>
    public static StudyDefinition Study { get; } = new(
        "worth", "What adversaries are paid, and what that costs the others, by mechanism, evidence and import.", Tasks, ["ipfl", "local"], [], _ => Cube())
    {
        QuickTasks = ["fashion-cluster", .. Tasks.Where(task => task != "fashion-cluster")],
        QuickVariantsOf = _ => [.. Telling.SelectMany(market => In(market, Some))],
        QuickSettings = task => [("rounds", 6L), ("steps", 20L), .. task.Source.HasEmbedded(task) && !task.EmbeddedOnly ? [("data_dir", (object)Experiment.EmbeddedData)] : Array.Empty<(string, object)>()],
    };

    /// <summary>The published market, and the clock with every kind of evidence.</summary>
    private static IEnumerable<Market> Telling =>
        [new("marginal", "none", "pull"), new("clock", "none", "mean"), new("clock", "cosine", "mean"), new("clock", "validation", "mean"), new("clock", "probe", "mean")];

    private static IReadOnlyList<StudyVariant> Cube() =>
    [
        .. from mechanism in Mechanism.All.Select(mechanism => mechanism.Name)
           from evidence in Evidence
           from import in Imports
           from variant in In(new(mechanism, evidence, import), All)
           select variant,
    ];

    private static IEnumerable<StudyVariant> In(Market market, Adversary[] adversaries) => Controls.Concat(adversaries).Select(adversary => new StudyVariant(
        $"{market.Name}-{adversary.Name}",
        new Dictionary<string, string> { ["market"] = market.Name, ["adversary"] = adversary.Name, ["control"] = $"{market.Name}-{adversary.Control}", ["alone"] = $"{market.Name}-honest" },
        [.. market.Settings, .. adversary.Settings])
    {
        Defaults = adversary.Name is "honest" or "idle" or "seller" ? [] : [("behaviour.adversary_buys", adversary.Buys)],
        MarketOnly = adversary.Name != "honest",
    });

    private static Adversary Overclaim(double factor) =>
        new(FormattableString.Invariant($"overclaim-x{factor:R}"), "seller", [("behaviour.adversary", "overclaim"), ("behaviour.factor", factor)]);

    private static Adversary Copy(double noise) => new(
        noise == 0 ? "copy" : FormattableString.Invariant($"copy-{noise:R}"), "idle", [("behaviour.adversary", "copy"), ("behaviour.copy_noise", noise)]);

    private static Adversary Sybils(string kind, string control) => new(kind, control, [("behaviour.adversary", "sybils"), ("behaviour.sybil_kind", kind), ("behaviour.names", 3L)]);

    /// <summary>An adversary, and the control that tells what the market would be without what is false about it.</summary>
    private sealed record Adversary(string Name, string Control, IReadOnlyList<(string Key, object Value)> Settings)
    {
        public bool Buys { get; init; }
    }

    private sealed record Market(string Mechanism, string Evidence, string Import)
    {
        public string Name => $"{Mechanism}-{Evidence}-{Import}";

        public IReadOnlyList<(string Key, object Value)> Settings =>
        [
            ("market.mechanism", Mechanism),
            ("market.evidence", Evidence),
            ("ipfl.import", Import),

            // Given by name, so that training alone holds out the same.
            .. Evidence != "none" ? [("evaluation.validation", (object)0.1)] : Array.Empty<(string, object)>(),
            .. Evidence == "probe" ? [("evaluation.probe", (object)0.05)] : Array.Empty<(string, object)>(),
            .. Import == "mean" ? [("market.lambda", (object)0.0)] : Array.Empty<(string, object)>(),
            .. Mechanism is "vcg" or "clock" or "reference" ? [("market.exclusive_distance", (object)Exclusive)] : Array.Empty<(string, object)>(),
            .. Mechanism == "reference" ? [("market.reference_gain", (object)5e5)] : Array.Empty<(string, object)>(),
        ];
    }
}
