using System.Text.Json;
using System.Text.Unicode;

namespace Ipfl.Protocol;

/// <summary>Reads the JSON header and holds it against the number of data bytes that really follow.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const long MaximumLength = 100_000_000;

    /// <summary>Bytes before the header: its length as a little-endian unsigned 64-bit number.</summary>
    public const int PrefixLength = 8;

    /// <summary>The key under which a header keeps its string-to-string metadata.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>Parses <paramref name="json"/>; entries come in the order of their bytes.</summary>
    /// <exception cref="InvalidDataException">The header breaks the format, in one line.</exception>
    public static (SafetensorsEntry[] Entries, Dictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> json, long dataLength, string source)
    {
        if (json.IsEmpty || json[0] != (byte)'{') throw Refusal(source, "the header does not start with '{'; a JSON object is required");
        if (!Utf8.IsValid(json)) throw Refusal(source, "the header is not UTF-8");
        try
        {
            var (entries, metadata) = ReadObject(json, source);
            SafetensorsLayout.Check(entries, dataLength, source);
            return (entries, metadata);
        }
        catch (JsonException broken)
        {
            throw Refusal(source, $"the header is not valid JSON (byte {broken.BytePositionInLine}): {ForeignText.OneLine(broken.Message)}");
        }
        catch (InvalidOperationException)
        {
            throw Refusal(source, "the header has a string with an incomplete surrogate pair; names must be valid Unicode");
        }
    }

    /// <summary>One line about a file that is not acceptable.</summary>
    public static InvalidDataException Refusal(string source, string finding) =>
        new($"{source}: {finding}; this is no valid safetensors file, write or download it again");

    private static (SafetensorsEntry[] Entries, Dictionary<string, string> Metadata) ReadObject(ReadOnlySpan<byte> json, string source)
    {
        var reader = new Utf8JsonReader(json);
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name)) throw Refusal(source, $"the header names {ForeignText.Quote(name)} twice");
            reader.Read();
            if (name == MetadataKey) ReadMetadata(ref reader, metadata, source);
            else entries.Add(new SafetensorsEntryReader(name, source).Read(ref reader));
        }

        while (reader.Read()) { }
        return ([.. entries.OrderBy(e => e.Start).ThenBy(e => e.End)], metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, string source)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Refusal(source, $"{MetadataKey} is {ForeignText.Kind(reader.TokenType)}; an object of strings is required");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Refusal(source, $"{MetadataKey} has {ForeignText.Kind(reader.TokenType)} under {ForeignText.Quote(key)}; only strings are allowed");
            if (!metadata.TryAdd(key, reader.GetString()!)) throw Refusal(source, $"{MetadataKey} names {ForeignText.Quote(key)} twice");
        }
    }
}
