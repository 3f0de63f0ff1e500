namespace Ipfl.EndToEnd.Tests;

/// <summary>A run over the embedded data that takes seconds, and what every repetition of it must come to.</summary>
internal static class SmallRun
{
    public const int Rounds = 6;

    /// <summary>The words that start it into a folder.</summary>
    public static string[] Start(string folder, int rounds = Rounds) => ["run", "--set", $"rounds={rounds}", "--set", "steps=6", "--set", "participants=4", "--out", folder];

    /// <summary>Its results without times: the lines of its rounds and the digests of its models.</summary>
    public static string[] Results(string folder) =>
    [
        File.ReadAllText(Path.Combine(folder, "rounds.jsonl")),
        File.ReadAllText(Path.Combine(folder, "partition.json")),
        .. Directory.GetFiles(Path.Combine(folder, "models")).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
