using System.Text.Json;

namespace Ipfl.Simulation;

/// <summary>
/// A file of JSON lines that survives being cut anywhere: a line counts once it ends in a line feed, and <see cref="KeepFirst"/> cuts what
/// came after the last checkpoint.
/// </summary>
internal sealed class LineLog<T>(string path) where T : class
{
    /// <summary>Appends a line and has the system write it to disk.</summary>
    public void Append(T value)
    {
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write([.. ResultJson.Line(value), (byte)'\n']);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Reads the first <paramref name="count"/> lines and removes all that follows them.</summary>
    /// <exception cref="InvalidDataException">There are fewer whole lines, or one is damaged.</exception>
    public List<T> KeepFirst(int count)
    {
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var (lines, start) = (new List<T>(count), Utf8Bytes.MarkLength(bytes));
        while (lines.Count < count)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0) throw new InvalidDataException($"{path}: found {lines.Count} whole lines; the checkpoint needs {count}");
            lines.Add(Parse(bytes.AsSpan(start, length), lines.Count + 1));
            start += length + 1;
        }

        if (start < bytes.Length)
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
            stream.SetLength(start);
        }

        return lines;
    }

    private T Parse(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            return ResultJson.Read<T>(line);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: line {number} is damaged at byte {error.BytePositionInLine}", error);
        }
    }
}
