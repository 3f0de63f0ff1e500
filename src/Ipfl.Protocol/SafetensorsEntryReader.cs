using System.Text.Json;

namespace Ipfl.Protocol;

/// <summary>Reads what the header says about one tensor: <c>{"dtype": …, "shape": […], "data_offsets": [start, end]}</c>.</summary>
internal readonly struct SafetensorsEntryReader(string name, string source)
{
    public SafetensorsEntry Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Refusal($"is described by {ForeignText.Kind(reader.TokenType)}; an object is required");
        SafetensorsDtype? dtype = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when dtype is null: dtype = ReadDtype(ref reader); break;
                case "shape" when shape is null: shape = ReadNumbers(ref reader, key); break;
                case "data_offsets" when offsets is null: offsets = ReadNumbers(ref reader, key); break;
                case "dtype" or "shape" or "data_offsets": throw Refusal($"has {key} twice");
                default: throw Refusal($"has the property {ForeignText.Quote(key)}; allowed are dtype, shape and data_offsets");
            }
        }

        if (offsets is { Length: not 2 }) throw Refusal($"has {offsets.Length} data_offsets; [start, end] is required");
        return new SafetensorsEntry(
            name,
            dtype ?? throw Refusal("has no dtype"),
            shape ?? throw Refusal("has no shape"),
            (offsets ?? throw Refusal("has no data_offsets"))[0],
            offsets[1]);
    }

    private SafetensorsDtype ReadDtype(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw Refusal($"has {ForeignText.Kind(reader.TokenType)} as dtype; allowed are {SafetensorsDtypes.Known}");
        var text = reader.GetString()!;
        return SafetensorsDtypes.Find(text) ?? throw Refusal($"has dtype {ForeignText.Quote(text)}; allowed are {SafetensorsDtypes.Known}");
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string key)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Refusal($"has {ForeignText.Kind(reader.TokenType)} as {key}; an array of whole numbers is required");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Refusal($"has a {key} with an element that is not a whole number from 0 to {long.MaxValue}");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private InvalidDataException Refusal(string finding) => SafetensorsHeader.Refusal(source, $"tensor {ForeignText.Quote(name)} {finding}");
}
