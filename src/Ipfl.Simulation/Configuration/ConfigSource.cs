using System.Globalization;
using Tomlyn.Model;

namespace Ipfl.Simulation;

/// <summary>Reads configuration values from TOML files and from <c>key=value</c> words.</summary>
public static class ConfigSource
{
    /// <summary>All values of a TOML file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no valid TOML; the message has line and column.</exception>
    public static IReadOnlyList<ConfigValue> ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file", path);
        var values = new List<ConfigValue>();
        Flatten(TomlText.Parse(File.ReadAllText(path), path), "", path, values);
        return values;
    }

    /// <summary>A value from a word such as <c>market.lambda=0.1</c>; text needs no quotes.</summary>
    /// <exception cref="InvalidDataException">There is no key or no <c>=</c>.</exception>
    public static ConfigValue ParseAssignment(string word, string source)
    {
        ArgumentNullException.ThrowIfNull(word);
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new InvalidDataException($"{source}: found '{word}'; allowed is key=value, such as rounds=20 or market.lambda=0.1");
        return new(word[..equals].Trim(), Scalar(word[(equals + 1)..].Trim()), source);
    }

    private static object Scalar(string text)
    {
        if (text is "true" or "false") return text == "true";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        if (text is "inf" or "+inf") return double.PositiveInfinity;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        return text is ['"', .. var inner, '"'] ? inner : text;
    }

    private static void Flatten(TomlTable table, string prefix, string source, List<ConfigValue> values)
    {
        foreach (var (name, value) in table)
        {
            if (value is TomlTable inner) Flatten(inner, $"{prefix}{name}.", source, values);
            else values.Add(new($"{prefix}{name}", value, source, Path.GetDirectoryName(Path.GetFullPath(source))));
        }
    }
}
