using System.Text.Json.Serialization;
using Tomlyn;
using Tomlyn.Model;

namespace Ipfl.Simulation;

/// <summary>What a program gave a run in place of what its configuration names, by name; null where it is the configuration's.</summary>
public sealed record OwnParts
{
    private const string Table = "own";

    /// <summary>An algorithm.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Algorithm { get; init; }

    /// <summary>A mechanism of the market.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mechanism { get; init; }

    /// <summary>Data, or a whole workload.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Data { get; init; }

    /// <summary>A network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Network { get; init; }

    private IEnumerable<(string Name, string Value)> Given => new[] { ("algorithm", Algorithm), ("mechanism", Mechanism), ("data", Data), ("network", Network) }
        .Where(part => part.Item2 is not null).Select(part => (part.Item1, part.Item2!));

    /// <summary>Whether there is any.</summary>
    internal bool IsAny => Given.Any();

    /// <summary>Whether a key of a configuration file names such a part.</summary>
    internal static bool IsKey(string path) => path.StartsWith($"{Table}.", StringComparison.Ordinal);

    /// <summary>What a run's folder says; nothing where no program gave anything.</summary>
    internal static OwnParts Read(RunFolder folder)
    {
        var values = ConfigSource.ReadFile(folder.Config).Where(value => IsKey(value.Path)).ToDictionary(value => value.Path[(Table.Length + 1)..], value => $"{value.Value}");
        return new()
        {
            Algorithm = values.GetValueOrDefault("algorithm"),
            Mechanism = values.GetValueOrDefault("mechanism"),
            Data = values.GetValueOrDefault("data"),
            Network = values.GetValueOrDefault("network"),
        };
    }

    /// <summary>The error of a configuration file that such a run wrote, and that is taken for all there is to it.</summary>
    internal static InvalidDataException Refusal(ConfigValue value) => new(
        $"{value.Source}: {value.Path}: found {GivenNumber.Show(value.Value)}; the run was prepared in a program with its own {value.Path[(Table.Length + 1)..]}: only that program can repeat it or go on with it");

    /// <summary>Fails where a run was begun with parts that are not given again.</summary>
    /// <exception cref="InvalidDataException">One is missing, or another.</exception>
    internal void EnsureGivenBy(OwnParts now, RunFolder folder)
    {
        foreach (var (name, value) in Given.Except(now.Given))
            throw Refusal(new($"{Table}.{name}", value, folder.Config));
    }

    /// <summary>As the end of a configuration file; empty where there is none.</summary>
    internal string ToToml()
    {
        if (!IsAny) return "";
        var table = new TomlTable();
        foreach (var (name, value) in Given) table[name] = value;
        return $"\n# Given by the program that prepared the run, in place of what stands above.\n{TomlSerializer.Serialize(new TomlTable { [Table] = table }).ReplaceLineEndings("\n")}";
    }
}
