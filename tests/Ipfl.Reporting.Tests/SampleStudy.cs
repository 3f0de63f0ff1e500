using System.Text.Json;

namespace Ipfl.Reporting.Tests;

/// <summary>Writes the folder of a study: its description and all its runs.</summary>
internal static class SampleStudy
{
    private static readonly string[] Types = ["trader", "buyer", "seller", "attacker"];

    public static string Write(string folder, string study)
    {
        var cells = Cells(study);
        foreach (var (variant, algorithm, seed, run) in cells) run.Write(Run(folder, study, variant, algorithm, seed));
        var variants = cells.GroupBy(cell => cell.Variant).Select(group => new
        {
            name = group.Key,
            facets = Facets(study, group.Key),
            algorithms = group.Select(cell => cell.Algorithm).Distinct(),
        });
        File.WriteAllText(Path.Combine(folder, $"{study}.json"), JsonSerializer.Serialize(
            new { study, scale = "quick", changes = Array.Empty<string>(), task = "fashion-niid", algorithms = cells.Select(cell => cell.Algorithm).Distinct(), seeds = new[] { 0, 1 }, variants }));
        return folder;
    }

    public static string Run(string folder, string study, string variant, string algorithm, int seed) => Path.Combine(folder, study, variant, algorithm, $"seed-{seed}");

    /// <summary>The cells of a study, with two seeds of two algorithms where not all have to trade.</summary>
    public static (string Variant, string Algorithm, int Seed, SampleRun Run)[] Cells(string study)
    {
        var variants = study switch
        {
            "robustness" => ["clean", "sign-flip-0.2", "gaussian-0.2"],
            "liars" => ["marginal-truth-0", "marginal-cost-0.5", "vcg-truth-0", "vcg-cost-0.5"],
            "inclusive" => ["open", "barred"],
            "worth" => ["marginal-honest", "marginal-idle", "marginal-copy", "clock-honest", "clock-idle", "clock-copy"],
            _ => new[] { "strict", "probabilistic" },
        };
        string[] algorithms = study == "liars" ? ["ipfl"] : ["ipfl", "local"];
        return [.. variants.SelectMany(variant => algorithms.SelectMany(algorithm => new[] { 0, 1 }.Select(seed => (variant, algorithm, seed, Run(variant, algorithm, seed)))))];
    }

    private static SampleRun Run(string variant, string algorithm, int seed) => new(6, variant.EndsWith("-copy", StringComparison.Ordinal) ? 4 : 3)
    {
        Algorithm = algorithm,
        Seed = seed,
        Mechanism = algorithm == "ipfl" ? "marginal" : "none",
        Alone = algorithm != "ipfl",
        Standing = i => variant switch
        {
            "sign-flip-0.2" when i == 0 => ("uniform", "attacker"),
            _ when i == 0 && variant.EndsWith("-idle", StringComparison.Ordinal) => ("idle", "adversary"),
            _ when i == 0 && variant.EndsWith("-copy", StringComparison.Ordinal) => ("copy", "adversary"),
            "gaussian-0.2" when i == 0 => ("uniform", "free-rider"),
            "marginal-cost-0.5" or "vcg-cost-0.5" when i < 3 => ("uniform", "liar"),
            "open" or "barred" => (Types[i % 4], i % 4 == 3 ? "attacker" : "honest"),
            _ => ("uniform", "honest"),
        },
        Incomes = variant.EndsWith("-copy", StringComparison.Ordinal) ? new(40, 10, [new("p0", 1, "adversary", 9, 2, 1)]) : null,
        Left = i => variant is "strict" or "probabilistic" && i < 2 ? 1 + i : int.MaxValue,
    };

    private static Dictionary<string, string> Facets(string study, string variant) => study switch
    {
        "robustness" when variant == "clean" => new() { ["attack"] = "clean", ["ratio"] = "0" },
        "robustness" => new() { ["attack"] = variant[..^4], ["ratio"] = "0.2" },
        "worth" => new()
        {
            ["market"] = variant.Split('-')[0],
            ["adversary"] = variant.Split('-')[1],
            ["control"] = $"{variant.Split('-')[0]}-idle",
            ["alone"] = $"{variant.Split('-')[0]}-honest",
        },
        "liars" => new() { ["mechanism"] = variant.Split('-')[0], ["lie"] = variant.Split('-')[1], ["ratio"] = variant.Split('-')[2] },
        _ => [],
    };
}
