using System.Globalization;
using Ipfl.Learning;
using Ipfl.Market;

namespace Ipfl.Simulation;

/// <summary>The studies by name.</summary>
public static class StudyCatalogue
{
    private static readonly (string Name, string Words, string Key, object Factor)[] Lies =
    [
        ("cost-x2", "cost × 2", "cost", 2.0),
        ("cost-x0.5", "cost × 0.5", "cost", 0.5),
        ("samples-x2", "samples × 2", "samples", 2.0),
    ];

    /// <summary>All studies.</summary>
    public static IReadOnlyList<StudyDefinition> All { get; } =
    [
        new("robustness", "Accuracy under attacks and free-riders, and what those earn.", Preferring("cifar10-cluster", "fashion-cluster"), Everyone, [], Attacks)
        {
            QuickAlgorithms = Some,
            Ratios = [0.2],
        },
        new("liars", "What false reports bring under each of the three mechanisms.", Preferring("fashion-cluster"), ["ipfl"], [], Lying)
        {
            Ratios = [0.1, 0.2, 0.3, 0.4, 0.5],
            QuickRatios = [0.1, 0.3, 0.5],
            TradesOnly = true,
        },
        new("inclusive", "Who buys from whom among traders, buyers, sellers and an attacker.", ["cifar10-niid", "fashion-niid"], ["ipfl", "local"], InclusiveSettings, _ => Inclusive),
        new("dropout", "Who stays when participants leave after a loss.", Preferring("fashion-cluster"), Everyone, [], _ => Leaving) { QuickAlgorithms = Some },
        WorthVariants.Study,
    ];

    /// <summary>One of each kind: the market, nobody, everybody, clusters, a graph.</summary>
    private static IReadOnlyList<string> Some => ["ipfl", "local", "fedavg", "cfl", "pfedgraph"];

    private static IReadOnlyList<string> Everyone => [.. AlgorithmCatalogue.Published];

    private static IReadOnlyList<(string Key, object Value)> InclusiveSettings =>
    [
        ("participants", (long)InclusiveMarket.Participants), ("partition.beta", 1.0), ("market.lambda", 1.0), ("market.gain_scale", 5e7), ("market.sharing_cost", 1.0),
        ("behaviour.types", "inclusive"),
    ];

    private static IReadOnlyList<StudyVariant> Inclusive =>
    [
        Variant("open", [("market.max_distance", 2.0)]),
        Variant("barred-at-1", [("market.max_distance", 1.0)]) with { MarketOnly = true },
        Variant("barred-at-0.9", [("market.max_distance", 0.9)]) with { MarketOnly = true },
    ];

    private static IReadOnlyList<StudyVariant> Leaving => [Variant("strict", [("behaviour.drop_out", "strict")]), Variant("probabilistic", [("behaviour.drop_out", "probabilistic")])];

    private static IReadOnlyList<string> Preferring(params string[] tasks) => [.. tasks.Concat(Reproduction.AllTasks.Select(task => task.Id)).Distinct()];

    private static IReadOnlyList<StudyVariant> Attacks(IReadOnlyList<double> ratios)
    {
        (string Name, string Share, string Key)[] attacks =
        [
            ("sign-flip", "behaviour.attackers", "behaviour.attack"), ("shuffle", "behaviour.attackers", "behaviour.attack"),
            ("same-value", "behaviour.free_riders", "behaviour.free_rider_upload"), ("gaussian", "behaviour.free_riders", "behaviour.free_rider_upload"),
        ];
        return
        [
            Variant("clean", [], ("attack", "clean"), ("ratio", "0")),
            .. from ratio in ratios
               from attack in attacks
               select Variant($"{attack.Name}-{Word(ratio)}", [(attack.Share, ratio), (attack.Key, attack.Name)], ("attack", attack.Name), ("ratio", Word(ratio))) with
               {
                   Defaults = attack.Share == "behaviour.attackers" ? [("behaviour.attack_stays", true)] : [],
               },
        ];
    }

    private static IReadOnlyList<StudyVariant> Lying(IReadOnlyList<double> ratios) =>
    [
        .. from mechanism in new[] { Mechanism.Marginal, Mechanism.Critical, Mechanism.Vcg }.Select(mechanism => mechanism.Name)
           from lie in Lies.Prepend(("truth", "truth", "", 1.0))
           from ratio in lie.Name == "truth" ? [0] : ratios
           select Lying(mechanism, lie, ratio),
    ];

    private static StudyVariant Lying(string mechanism, (string Name, string Words, string Key, object Factor) lie, double ratio)
    {
        (string, string)[] facets = [("mechanism", mechanism), ("lie", lie.Words), ("ratio", Word(ratio))];
        return ratio == 0
            ? Variant($"{mechanism}-{lie.Name}", [("market.mechanism", mechanism)], facets)
            : Variant(
                $"{mechanism}-{lie.Name}-{Word(ratio)}",
                [("market.mechanism", mechanism), ("behaviour.liars", ratio), ("behaviour.lie", lie.Key), ("behaviour.lie_factor", lie.Factor)],
                facets);
    }

    private static string Word(double ratio) => ratio.ToString("R", CultureInfo.InvariantCulture);

    private static StudyVariant Variant(string name, IReadOnlyList<(string Key, object Value)> settings, params (string Name, string Value)[] facets) =>
        new(name, facets.ToDictionary(facet => facet.Name, facet => facet.Value), settings);
}
