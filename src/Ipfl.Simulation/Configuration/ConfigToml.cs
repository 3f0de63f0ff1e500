using Tomlyn;
using Tomlyn.Model;

namespace Ipfl.Simulation;

/// <summary>Writes a resolved configuration, keys in the order of the schema.</summary>
internal static class ConfigToml
{
    public static string Write(IReadOnlyDictionary<string, object> values)
    {
        var root = new TomlTable();
        foreach (var key in ConfigSchema.Keys)
        {
            if (values.TryGetValue(key.Path, out var value)) Put(root, key.Path.Split('.'), value);
        }

        return TomlSerializer.Serialize(root).ReplaceLineEndings("\n");
    }

    private static void Put(TomlTable root, string[] path, object value)
    {
        var table = root;
        if (path.Length == 2)
        {
            if (!root.ContainsKey(path[0])) root[path[0]] = new TomlTable();
            table = (TomlTable)root[path[0]];
        }

        table[path[^1]] = value;
    }
}
