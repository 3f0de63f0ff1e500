namespace Ipfl.Reporting;

/// <summary>Reads a file with a JSON value per line.</summary>
internal static class JsonLines
{
    /// <summary>
    /// All values of the file with their line numbers; none where it is missing. With <paramref name="interrupted"/>, a last line that has
    /// no line end is what was being written when the run stopped, and is left out if it is not whole.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is damaged: one message with its number.</exception>
    public static List<(int Line, T Value)> Read<T>(string path, bool interrupted)
    {
        if (!File.Exists(path)) return [];
        var lines = ReadShared(path).Split('\n');
        var values = new List<(int Line, T Value)>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var unfinished = i == lines.Length - 1;
            if (unfinished && lines[i].Length == 0) break;
            try
            {
                values.Add((i + 1, JsonResult.Parse<T>(lines[i], Where(path, i + 1))));
            }
            catch (InvalidDataException) when (unfinished && interrupted)
            {
                break;
            }
        }

        return values;
    }

    // The run that writes the file may still be going.
    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    /// <summary>How messages name a line.</summary>
    public static string Where(string path, int line) => $"{path}, line {line}";
}
