using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ipfl.Protocol;

/// <summary>Writes the JSON header: compact, UTF-8, padded with spaces to a multiple of 8 bytes.</summary>
internal static class SafetensorsHeaderWriter
{
    // Names go into the header as they are, as other writers put them; nothing here ends up in HTML.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(IEnumerable<SafetensorsEntry> entries, IReadOnlyCollection<KeyValuePair<string, string>> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            foreach (var entry in entries) WriteEntry(json, entry);
            json.WriteEndObject();
        }

        while (buffer.WrittenCount % 8 != 0) buffer.Write(" "u8);
        return buffer.WrittenMemory;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyCollection<KeyValuePair<string, string>> metadata)
    {
        if (metadata.Count == 0) return;
        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var (key, value) in metadata) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Dtype.ToString());
        WriteNumbers(json, "shape", entry.Shape);
        WriteNumbers(json, "data_offsets", [entry.Start, entry.End]);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
