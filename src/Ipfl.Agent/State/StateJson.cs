using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ipfl.Agent;

/// <summary>Reads and writes the agent's own JSON files.</summary>
internal static class StateJson
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Write<T>(string path, T value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, stream =>
        {
            JsonSerializer.Serialize(stream, value, Form);
            stream.WriteByte((byte)'\n');
        });
    }

    /// <summary>Reads the file; null where it is missing.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static T? Find<T>(string path) where T : class
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(Utf8Bytes.Read(path).Span, Form) ?? throw Damaged(path, null);
        }
        catch (JsonException error)
        {
            throw Damaged(path, error);
        }
    }

    private static InvalidDataException Damaged(string path, JsonException? error) =>
        new($"{path}: damaged{(error is null ? "" : $" at line {error.LineNumber + 1}")}; restore it from a copy, or enrol anew in another state folder", error);
}
