using Ipfl.Learning;

namespace Ipfl.Simulation;

/// <summary>One configuration key: its dotted path, the values it allows in words, and the check that turns a TOML value into ours (null: not allowed).</summary>
internal sealed record ConfigKey(string Path, string Allowed, Func<object, object?> Accept)
{
    /// <summary>Whether the value names a file or folder; it is made absolute.</summary>
    public bool IsPath { get; private init; }

    /// <summary>A word that is no path even where one is asked for.</summary>
    public string? Keyword { get; init; }

    public static ConfigKey Integer(string path, long minimum, long maximum) => new(
        path,
        maximum == long.MaxValue ? $"a whole number ≥ {minimum}" : $"a whole number from {minimum} to {maximum}",
        value => GivenNumber.Whole(value) is { } number && number >= minimum && number <= maximum ? number : null);

    public static ConfigKey Number(string path, string allowed, Func<double, bool> accepts) => new(
        path,
        allowed,
        value => GivenNumber.Of(value) is { } number && accepts(number) ? number : null);

    public static ConfigKey Parameter(string path, AlgorithmParameter parameter) => parameter.Whole
        ? Integer(path, (long)parameter.Minimum, (long)parameter.Maximum)
        : Number(path, parameter.Allowed, parameter.Accepts);

    public static ConfigKey Flag(string path) => new(path, "true or false", value => value as bool?);

    public static ConfigKey File(string path, string allowed) =>
        new(path, allowed, value => value is string { Length: > 0 } text ? text : null) { IsPath = true };

    public static ConfigKey Choice(string path, params IEnumerable<string> names) => new(
        path,
        $"one of {string.Join(", ", names)}",
        value => value is string text && names.Contains(text, StringComparer.Ordinal) ? text : null);

    public static ConfigKey Text(string path, string allowed, Func<string, bool> accepts) =>
        new(path, allowed, value => value is string text && accepts(text) ? text : null);
}
