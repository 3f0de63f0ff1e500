using System.Text.Json;

namespace Ipfl.Simulation.Tests;

/// <summary>What two equal runs must have in common, byte for byte: everything but times.</summary>
internal sealed record RunResults(string Rounds, string Partition, string Summary, IReadOnlyDictionary<string, string> Models)
{
    public static RunResults Of(RunFolder folder)
    {
        var models = Directory.GetFiles(Path.Combine(folder.Path, "models")).ToDictionary(path => Path.GetFileName(path), Digest);
        var summary = folder.ReadSummary() with { WallSeconds = 0, ImagesPerSecond = 0 };
        return new(File.ReadAllText(folder.Rounds), File.ReadAllText(folder.Partition), JsonSerializer.Serialize(summary), models);
    }

    public static void AssertEqual(RunResults expected, RunFolder folder)
    {
        var actual = Of(folder);
        Assert.Equal(expected.Rounds, actual.Rounds);
        Assert.Equal(expected.Partition, actual.Partition);
        Assert.Equal(expected.Summary, actual.Summary);
        Assert.Equal(expected.Models.OrderBy(pair => pair.Key), actual.Models.OrderBy(pair => pair.Key));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    private static string Digest(string path) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
