using System.Text.Json;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>A JSON file of a checkpoint's folder; what it reads from it is of the kind asked for, or the file is refused.</summary>
internal sealed class CheckpointJson
{
    private const int LongestFile = 1 << 27;

    private readonly string _path;

    private CheckpointJson(string path, JsonElement root) => (_path, Root) = (path, root);

    /// <summary>The whole object.</summary>
    public JsonElement Root { get; }

    /// <summary>The file.</summary>
    public string Path => _path;

    /// <summary>Opens a file; null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static CheckpointJson? TryOpen(string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        try
        {
            // Kept for as long as its elements are: an undisposed document only leaves its buffers to the garbage collector.
            var root = JsonDocument.Parse(Utf8Bytes.AfterMark(ReadBounded(path, LongestFile), path)).RootElement;
            return root.ValueKind == JsonValueKind.Object ? new CheckpointJson(path, root)
                : throw new InvalidDataException($"{path}: it is {Kind(root)}; an object is required");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{path} is no valid JSON, or cut short: {ForeignText.OneLine(broken.Message)}", broken);
        }
    }

    /// <summary>A whole file of bounded length.</summary>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static byte[] ReadBounded(string path, int longest)
    {
        var length = FileSize.Of(path);
        return length <= longest ? File.ReadAllBytes(path)
            : throw new InvalidDataException($"{path}: it has {length} bytes; no tokenizer's file has more than {longest}");
    }

    /// <summary>The error of this file.</summary>
    public InvalidDataException Fault(string what) => new($"{_path}: {what}");

    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Find(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text that may be missing.</summary>
    public string? FindText(JsonElement parent, string name) => Find(parent, name) is { } value ? Text(value, name) : null;

    /// <summary>A truth value that may be missing.</summary>
    public bool? FindFlag(JsonElement parent, string name) => Find(parent, name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault($"{name} is {Kind(value)}; true or false is required"),
    };

    /// <summary>An object or list that may be missing; missing ones have no members.</summary>
    public JsonElement? FindOf(JsonElement parent, string name, JsonValueKind kind) => Find(parent, name) is not { } value ? null
        : value.ValueKind == kind ? value
        : throw Fault($"{name} is {Kind(value)}; {(kind == JsonValueKind.Object ? "an object" : "a list")} is required");

    /// <summary>A member that must be there.</summary>
    public JsonElement Need(JsonElement parent, string name, string where) => Find(parent, name) ?? throw Fault($"{where} has no {name}");

    /// <summary>A text.</summary>
    public string Text(JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.String) throw Fault($"{where} is {Kind(value)}; a text is required");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault($"{where} is no valid Unicode");
        }
    }

    /// <summary>A whole number of 32 bits.</summary>
    public int Whole(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) ? whole
            : throw Fault($"{where} is {(value.ValueKind == JsonValueKind.Number ? ForeignText.OneLine(value.GetRawText()) : Kind(value))}; a whole number is required");

    /// <summary>The members of an object, by name and value.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Members(JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Fault($"{where} is {Kind(value)}; an object is required");
        foreach (var member in value.EnumerateObject()) yield return (NameOf(member, where), member.Value);
    }

    private string NameOf(JsonProperty member, string where)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Fault($"{where} has a name that is no valid Unicode");
        }
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };
}
