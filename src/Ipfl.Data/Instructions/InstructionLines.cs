using System.Text.Json;

namespace Ipfl.Data;

/// <summary>JSON Lines: an object a line; blank lines are passed over.</summary>
internal static class InstructionLines
{
    /// <summary>Far more than a model reads of one record.</summary>
    private const int LongestLine = JsonTokens.LongestToken;

    /// <summary>Reads the file line by line.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static IEnumerable<InstructionRecord> Read(string path)
    {
        using var content = Utf8File.Open(path);
        var (buffer, start, end, number) = (new byte[1 << 16], 0, 0, 0);
        for (var ended = false; !ended;)
        {
            if (start > 0) buffer.AsSpan(start..end).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length) buffer = Grow(buffer, $"{path}, line {number + 1}");
            var read = content.Read(buffer, end, buffer.Length - end);
            (end, ended) = (end + read, read == 0);
            for (int length; (length = LineLength(buffer.AsSpan(start..end), ended)) >= 0; start = Math.Min(start + length + 1, end))
            {
                number++;
                if (ReadOne(buffer.AsSpan(start, length), $"{path}, line {number}") is { } record) yield return record;
            }
        }
    }

    /// <summary>How long the first line is; −1 where more has to be read first, or nothing is left.</summary>
    private static int LineLength(ReadOnlySpan<byte> rest, bool ended) =>
        rest.IndexOf((byte)'\n') is >= 0 and var length ? length : ended && rest.Length > 0 ? rest.Length : -1;

    private static byte[] Grow(byte[] buffer, string where)
    {
        if (buffer.Length >= LongestLine) throw new InvalidDataException($"{where} has more than {LongestLine} bytes; allowed is an object a line");
        Array.Resize(ref buffer, 2 * buffer.Length);
        return buffer;
    }

    private static InstructionRecord? ReadOne(ReadOnlySpan<byte> line, string where)
    {
        if (line.IndexOfAnyExcept(" \t\r"u8) < 0) return null;
        try
        {
            var tokens = new JsonTokens(line);
            tokens.Read();
            var record = RecordObject.Read(ref tokens, where);
            tokens.ReadEnd();
            return record;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{where} is no valid JSON, or cut short: {JsonFault.Describe(e)}; allowed is an object a line", e);
        }
    }
}
