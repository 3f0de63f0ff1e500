namespace Ipfl.Data;

/// <summary>
/// A file of instruction records: Alpaca's JSON (a list of objects), JSON Lines (an object a line) or Parquet, by its extension. Files are
/// read as a stream: only the records are held. The keys are <c>instruction</c>, <c>output</c> and, where there is one, <c>input</c>;
/// other keys are passed over.
/// </summary>
public static class InstructionFile
{
    /// <summary>More records than any published set has; more would only be a number that a damaged file claims.</summary>
    internal const int MostRecords = 20_000_000;

    /// <summary>The extensions of such files, with their dots.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jsonl", ".json", ".parquet"];

    /// <summary>Reads all records of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no such file or has no record; the message names the file, and the line or record.</exception>
    public static IReadOnlyList<InstructionRecord> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist", path);
        IEnumerable<InstructionRecord> content = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jsonl" => InstructionLines.Read(path),
            ".json" => InstructionJson.Read(path),
            ".parquet" => InstructionParquet.Read(path),
            _ => throw new InvalidDataException($"{path} is no file of instruction records; allowed are {Allowed}"),
        };
        InstructionRecord[] records = [.. content];
        return records.Length > 0 ? records : throw new InvalidDataException($"{path} has no record; needed is at least one");
    }

    /// <summary>Whether a file holds test records by its name: test, fiqa_test and, as the hubs number parts, test-00000-of-00001.</summary>
    public static bool IsTest(string path) =>
        Path.GetFileNameWithoutExtension(path) is { } name
        && (name == "test" || name.EndsWith("_test", StringComparison.Ordinal) || name.StartsWith("test-", StringComparison.Ordinal));

    /// <summary>Whether a file's name is that of such a file.</summary>
    internal static bool IsOne(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The extensions in the words of an error.</summary>
    internal static string Allowed => string.Join(", ", Extensions);
}
