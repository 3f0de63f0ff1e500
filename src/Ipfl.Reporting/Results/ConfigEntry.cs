using Tomlyn;
using Tomlyn.Model;

namespace Ipfl.Reporting;

/// <summary>One setting of a run as <c>config.toml</c> has it; keys in tables carry the table's name before a dot.</summary>
internal sealed record ConfigEntry(string Key, string Value)
{
    /// <summary>All settings in the order of the file; none where it is missing.</summary>
    /// <exception cref="InvalidDataException">The file is not TOML.</exception>
    public static List<ConfigEntry> Read(string path)
    {
        if (!File.Exists(path)) return [];
        try
        {
            return [.. Flatten(TomlSerializer.Deserialize<TomlTable>(File.ReadAllText(path)) ?? [], "")];
        }
        catch (TomlException damaged)
        {
            throw JsonResult.Refusal(path, $"not valid TOML ({damaged.Message.ReplaceLineEndings(" ").Trim()})");
        }
    }

    private static IEnumerable<ConfigEntry> Flatten(TomlTable table, string prefix) => table.SelectMany(pair => pair.Value is TomlTable inner
        ? Flatten(inner, $"{prefix}{pair.Key}.")
        : [new ConfigEntry(prefix + pair.Key, Show(pair.Value))]);

    private static string Show(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        TomlArray array => $"[{string.Join(", ", array.Select(item => Show(item!)))}]",
        TomlTable table => $"{{{string.Join(", ", table.Select(pair => $"{pair.Key} = {Show(pair.Value)}"))}}}",
        _ => FormattableString.Invariant($"{value}"),
    };
}
