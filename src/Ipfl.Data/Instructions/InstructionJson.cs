using System.Text.Json;

namespace Ipfl.Data;

/// <summary>Alpaca's own layout: one list of objects.</summary>
internal static class InstructionJson
{
    /// <summary>Reads the file from beginning to end.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static List<InstructionRecord> Read(string path)
    {
        using var content = Utf8File.Open(path);
        var records = new List<InstructionRecord>();
        try
        {
            var tokens = new JsonTokens(content);
            ReadList(ref tokens, path, records);
        }
        catch (LongTokenException e)
        {
            throw new InvalidDataException($"{path}: record {records.Count + 1} {e.Message}", e);
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } number ? $", line {number + 1}" : "";
            throw new InvalidDataException($"{path}{line}: record {records.Count + 1} is no valid JSON, or cut short: {JsonFault.Describe(e)}", e);
        }

        return records;
    }

    private static void ReadList(ref JsonTokens tokens, string path, List<InstructionRecord> records)
    {
        tokens.Read();
        if (tokens.Type != JsonTokenType.StartArray)
            throw new InvalidDataException($"{path} holds {tokens.Describe()}; allowed is a list of objects (a file with an object a line has to end in .jsonl)");
        for (tokens.Read(); tokens.Type != JsonTokenType.EndArray; tokens.Read())
            records.Add(RecordObject.Read(ref tokens, $"{path}: record {records.Count + 1}"));
        tokens.ReadEnd();
    }
}
