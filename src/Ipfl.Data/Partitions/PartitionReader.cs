using System.Text.Json;

namespace Ipfl.Data;

/// <summary>Checks the lists of a partition file: every index at most once and inside the training set.</summary>
internal sealed class PartitionReader(string path, int samples)
{
    private readonly bool[] _taken = new bool[samples];

    public Partition Read(JsonElement lists, int participants)
    {
        if (lists.ValueKind != JsonValueKind.Array) throw Fault("participants", Describe(lists), "a list of lists of indices");
        if (lists.GetArrayLength() != participants)
            throw Fault("participants", $"a list of {lists.GetArrayLength()}", $"one list for each of the {participants} participants");
        return new Partition([.. lists.EnumerateArray().Select(ReadOne)]);
    }

    private int[] ReadOne(JsonElement list, int participant)
    {
        var field = $"participants[{participant}]";
        if (list.ValueKind != JsonValueKind.Array) throw Fault(field, Describe(list), "a list of indices");
        if (list.GetArrayLength() == 0) throw Fault(field, "empty", "at least one index");
        int[] indices = [.. list.EnumerateArray().Select((index, position) => ReadIndex(index, $"{field}[{position}]"))];
        Array.Sort(indices);
        return indices;
    }

    private int ReadIndex(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var index) || index < 0 || index >= samples)
            throw Fault(field, Describe(value), $"whole numbers from 0 to {samples - 1}");
        if (_taken[index]) throw Fault(field, $"{index}, which occurs before", "each index once");
        _taken[index] = true;
        return index;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ when value.GetRawText() is { Length: <= 40 } text => text,
        _ => "a long value",
    };

    private InvalidDataException Fault(string field, string found, string allowed) =>
        new($"{path}: {field} is {found}; allowed: {allowed}");
}
