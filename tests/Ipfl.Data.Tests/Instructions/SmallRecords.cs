using System.Text.Encodings.Web;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Ipfl.Data.Tests;

/// <summary>Made-up instruction records in each format.</summary>
internal static class SmallRecords
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    private static readonly JsonSerializerOptions OneLine = new(Json) { WriteIndented = false };

    /// <summary>Records that tell whose they are; every third has no input.</summary>
    public static InstructionRecord[] Of(string name, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new InstructionRecord($"Do {name} {i}.\n\"So\"", i % 3 == 0 ? "" : $"with {i} – é 漢 😀", $"done\t{i}"))];

    /// <summary>The content of a file in the format that its name asks for.</summary>
    public static byte[] Format(string name, IReadOnlyList<InstructionRecord> records) => Path.GetExtension(name) switch
    {
        ".json" => JsonSerializer.SerializeToUtf8Bytes(records, Json),
        ".jsonl" => [.. records.SelectMany(record => JsonSerializer.SerializeToUtf8Bytes(record, OneLine).Append((byte)'\n'))],
        _ => ToParquet(
            records.Count,
            ("instruction", [.. records.Select(record => record.Instruction)]),
            ("input", [.. records.Select(record => record.Input.Length == 0 ? null : record.Input)]),
            ("output", [.. records.Select(record => record.Output)]),
            ("text", [.. records.Select(_ => "unused")])),
    };

    public static string WriteRecords(this TemporaryFolder folder, string name, int count) =>
        folder.Write(name, Format(name, Of(Path.GetFileNameWithoutExtension(name), count)));

    /// <summary>A Parquet file of text columns, in row groups of so many rows.</summary>
    public static byte[] ToParquet(int groupSize, params (string Name, string?[] Texts)[] columns)
    {
        using var content = new MemoryStream();
        WriteAsync(content, groupSize, columns).GetAwaiter().GetResult();
        return content.ToArray();
    }

    private static async Task WriteAsync(MemoryStream content, int groupSize, (string Name, string?[] Texts)[] columns)
    {
        var fields = Array.ConvertAll(columns, column => new DataField<string>(column.Name));
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), content);
        for (var at = 0; at < columns[0].Texts.Length; at += groupSize)
        {
            using var group = writer.CreateRowGroup();
            for (var i = 0; i < fields.Length; i++) await group.WriteAsync(fields[i], columns[i].Texts.Skip(at).Take(groupSize).ToArray()!);
        }
    }
}
