using System.Text.Json;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>An opened JSON file.</summary>
internal sealed class JsonFieldsFile(JsonDocument document, JsonFields root) : IDisposable
{
    /// <summary>Its outermost object.</summary>
    public JsonFields Root { get; } = root;

    /// <inheritdoc/>
    public void Dispose() => document.Dispose();
}

/// <summary>The fields of a JSON object that some other program wrote, each read with a check; null counts as not there.</summary>
internal sealed class JsonFields(string path, JsonElement element)
{
    private const long MaximumBytes = 64 << 20;

    /// <summary>Opens a file that holds one object.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It holds no JSON object.</exception>
    public static JsonFieldsFile Open(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file", path);
        if (FileSize.Of(path) is > MaximumBytes and var length) throw new InvalidDataException($"{path}: found {length} bytes; at most {MaximumBytes} are read");
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(Utf8Bytes.Read(path));
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"{path}: is no JSON: {damaged.Message.ReplaceLineEndings(" ")}", damaged);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object) return new(document, new(path, document.RootElement));
        document.Dispose();
        throw new InvalidDataException($"{path}: must hold one JSON object");
    }

    /// <summary>Whether a field is there.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether a field is a text.</summary>
    public bool IsText(string name) => Find(name) is { ValueKind: JsonValueKind.String };

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => Decoded(name, text),
        { } other => throw Refusal(name, Show(other), "a text"),
    };

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool otherwise) => Find(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Refusal(name, Show(other), "true or false"),
    };

    /// <summary>A whole number from 1 to a bound.</summary>
    public int Integer(string name, int maximum, int? otherwise = null)
    {
        if (Find(name) is not { } found) return otherwise ?? throw Refusal(name, "nothing", $"a whole number from 1 to {maximum}");
        return found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out var number) && number >= 1 && number <= maximum
            ? number
            : throw Refusal(name, Show(found), $"a whole number from 1 to {maximum}");
    }

    /// <summary>A finite number that passes a check.</summary>
    public double Number(string name, double? otherwise, Func<double, bool> accepts, string allowed)
    {
        if (Find(name) is not { } found) return otherwise ?? throw Refusal(name, "nothing", allowed);
        return found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out var number) && double.IsFinite(number) && accepts(number)
            ? number
            : throw Refusal(name, Show(found), allowed);
    }

    /// <summary>The texts of an array.</summary>
    public string[]? Texts(string name)
    {
        if (Find(name) is not { } found) return null;
        return found.ValueKind == JsonValueKind.Array && found.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. found.EnumerateArray().Select(item => Decoded(name, item))]
            : throw Refusal(name, Show(found), "a list of texts");
    }

    /// <summary>The texts of an object's fields, by the fields' names.</summary>
    public Dictionary<string, string> Map(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Object } found) throw Refusal(name, Find(name) is { } other ? Show(other) : "nothing", "an object of texts");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in found.EnumerateObject())
        {
            var key = Decoded(name, () => field.Name);
            map[key] = field.Value.ValueKind == JsonValueKind.String ? Decoded(name, field.Value) : throw Refusal($"{name}.{key}", Show(field.Value), "a text");
        }

        return map;
    }

    /// <summary>Whether a field holds something: no null, no empty list or object.</summary>
    public bool HasContent(string name) => Find(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() > 0,
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Any(),
        _ => true,
    };

    /// <summary>An object, or null.</summary>
    public JsonFields? Child(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } child => new(path, child),
        { } other => throw Refusal(name, Show(other), "an object"),
    };

    /// <summary>What is wrong with a field, in a line.</summary>
    public InvalidDataException Refusal(string name, string found, string allowed) =>
        new($"{path}: {ForeignText.OneLine(name)}: found {ForeignText.OneLine(found)}; allowed is {allowed}");

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private string Decoded(string name, JsonElement text) => Decoded(name, () => text.GetString()!);

    /// <summary>JSON may hold bytes that are no UTF-8 and halves of surrogate pairs; they show when a text is asked for.</summary>
    private string Decoded(string name, Func<string> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            throw Refusal(name, "bytes that are no text", "a text in UTF-8");
        }
    }

    private static string Show(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 60 ? text : $"{text[..60]}…";
    }
}
