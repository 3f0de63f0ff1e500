using System.Text.Json;

namespace Ipfl.Data;

/// <summary>Partitions as JSON: <c>{"participants": [[training-set indices], …]}</c>.</summary>
public static class PartitionFile
{
    private const string Key = "participants";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Writes a partition, whole or not at all.</summary>
    public static void Write(string path, Partition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        AtomicFile.Write(path, stream =>
        {
            JsonSerializer.Serialize(stream, new Dictionary<string, IReadOnlyList<int[]>> { [Key] = partition.Participants });
            stream.WriteByte((byte)'\n');
        });
    }

    /// <summary>Reads a partition; each participant's indices come back in ascending order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="participants">How many participants it must have.</param>
    /// <param name="samples">Size of the training set: indices are below it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no such JSON, has another number of participants, one without samples, an index out of range or one that occurs twice.
    /// </exception>
    public static Partition Read(string path, int participants, int samples)
    {
        using var json = Parse(path);
        return new PartitionReader(Path.GetFullPath(path), samples).Read(ListOf(path, json.RootElement), participants);
    }

    /// <summary>How many participants a partition file lists; the lists themselves are not looked at.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no such JSON.</exception>
    public static int CountParticipants(string path)
    {
        using var json = Parse(path);
        var lists = ListOf(path, json.RootElement);
        return lists.ValueKind == JsonValueKind.Array ? lists.GetArrayLength() : throw Shape(path);
    }

    private static JsonDocument Parse(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"partition file {Path.GetFullPath(path)} does not exist", path);
        try
        {
            return JsonDocument.Parse(Utf8Bytes.Read(path), Strict);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{Path.GetFullPath(path)} is no valid JSON: {e.Message}");
        }
    }

    private static JsonElement ListOf(string path, JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Select(property => property.Name).SequenceEqual([Key]))
            return root.GetProperty(Key);
        throw Shape(path);
    }

    private static InvalidDataException Shape(string path) =>
        new($"{Path.GetFullPath(path)} must be an object with the one key \"{Key}\": {{\"{Key}\": [[0, 5], [2, 3]]}}");
}
