using Tomlyn.Model;

namespace Ipfl.Agent;

/// <summary>One table of a TOML file: hands out its values, and refuses those that nobody asked for.</summary>
internal sealed class TomlSection
{
    private readonly TomlTable _table;
    private readonly string _file;
    private readonly string _prefix;
    private readonly List<string> _known = [];

    private TomlSection(TomlTable table, string file, string prefix) => (_table, _file, _prefix) = (table, file, prefix);

    /// <summary>The whole file.</summary>
    public static TomlSection Read(string file) => new(TomlText.Parse(File.ReadAllText(file), file), file, "");

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key) => _table.ContainsKey(key);

    /// <summary>The table of that name; empty where it is missing.</summary>
    public TomlSection Section(string key) => Find(key) switch
    {
        null => new([], _file, $"{_prefix}{key}."),
        TomlTable table => new(table, _file, $"{_prefix}{key}."),
        var other => throw Fault(key, GivenNumber.Show(other), $"a table [{_prefix}{key}]"),
    };

    /// <summary>A text that is not empty, or null where it is missing.</summary>
    public string? Text(string key, string allowed) => Find(key) switch
    {
        null => null,
        string { Length: > 0 } text => text,
        var other => throw Fault(key, GivenNumber.Show(other), allowed),
    };

    /// <summary>A list of words, or null where it is missing.</summary>
    public IReadOnlyList<string>? Words(string key, string allowed) => Find(key) switch
    {
        null => null,
        TomlArray { Count: > 0 } list when list.All(item => item is string { Length: > 0 }) => [.. list.Cast<string>()],
        var other => throw Fault(key, GivenNumber.Show(other), allowed),
    };

    /// <summary>A whole number in the range, or null where it is missing.</summary>
    public long? Whole(string key, long least, long most) => Find(key) switch
    {
        null => null,
        { } given when GivenNumber.Whole(given) is { } number && number >= least && number <= most => number,
        var other => throw Fault(key, GivenNumber.Show(other), most == long.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}"),
    };

    /// <summary>A number that is accepted, or null where it is missing.</summary>
    public double? Number(string key, string allowed, Func<double, bool> accepts) => Find(key) switch
    {
        null => null,
        { } given when GivenNumber.Of(given) is { } number && accepts(number) => number,
        var other => throw Fault(key, GivenNumber.Show(other), allowed),
    };

    /// <summary>True or false, or null where it is missing.</summary>
    public bool? Flag(string key) => Find(key) switch
    {
        null => null,
        bool flag => flag,
        var other => throw Fault(key, GivenNumber.Show(other), "true or false"),
    };

    /// <summary>Whether the key holds that very word.</summary>
    public bool Is(string key, string word) => _table.TryGetValue(key, out var value) && value is string text && text == word;

    /// <exception cref="InvalidDataException">There are keys that nobody asked for.</exception>
    public void RefuseOthers()
    {
        if (_table.Keys.FirstOrDefault(key => !_known.Contains(key)) is { } unknown)
            throw new InvalidDataException($"{_file}: unknown key {_prefix}{unknown}; allowed {(_prefix.Length == 0 ? "at the top" : $"in [{_prefix.TrimEnd('.')}]")} are {string.Join(", ", _known)}");
    }

    /// <summary>The error of a value that is not allowed.</summary>
    public InvalidDataException Fault(string key, string found, string allowed) => new($"{_file}: {_prefix}{key}: found {found}; allowed is {allowed}");

    private object? Find(string key)
    {
        if (!_known.Contains(key)) _known.Add(key);
        return _table.TryGetValue(key, out var value) ? value : null;
    }
}
