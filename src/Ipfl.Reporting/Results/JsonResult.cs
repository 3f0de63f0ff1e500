using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ipfl.Reporting;

/// <summary>Reads JSON results strictly: every property must be there, none null, every number finite. Unknown properties are ignored.</summary>
internal static class JsonResult
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new FiniteNumber() },
    };

    /// <summary>Parses one value; <paramref name="where"/> (file, line) starts the message of a refusal.</summary>
    /// <exception cref="InvalidDataException">The text is damaged, in one line.</exception>
    public static T Parse<T>(string json, string where)
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(json, Strict) ?? throw Refusal(where, "null instead of an object");

            // The serializer looks at properties alone, not at what is inside a list.
            using var document = JsonDocument.Parse(json);
            return HasNullElement(document.RootElement) ? throw Refusal(where, "null in a list") : value;
        }
        catch (JsonException damaged)
        {
            throw Refusal(where, Finding(damaged));
        }
    }

    /// <summary>One line about a damaged file, with the remedy.</summary>
    public static InvalidDataException Refusal(string where, string finding) =>
        new($"{where}: {finding}; restore the file or repeat the run");

    private static bool HasNullElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(inner => inner.ValueKind == JsonValueKind.Null || HasNullElement(inner)),
        JsonValueKind.Object => element.EnumerateObject().Any(property => HasNullElement(property.Value)),
        _ => false,
    };

    private static string Finding(JsonException damaged)
    {
        var message = damaged.Message.ReplaceLineEndings(" ");
        var type = message.IndexOf("for type '", StringComparison.Ordinal);
        if (type >= 0 && message.IndexOf("was missing", StringComparison.Ordinal) is var missing && missing > type) return message[missing..].TrimEnd('.');
        var path = message.IndexOf(" Path: ", StringComparison.Ordinal);
        var place = damaged.Path is { Length: > 1 } field ? $" at {field}" : "";
        return $"damaged JSON{place} ({(path >= 0 ? message[..path] : message).TrimEnd('.')})";
    }

    private sealed class FiniteNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.Number) throw new JsonException("a number is required");
            var number = reader.GetDouble();
            return double.IsFinite(number) ? number : throw new JsonException("the number is out of range");
        }

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
