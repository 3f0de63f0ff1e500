using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ipfl.Simulation;

/// <summary>The JSON form of result files: camelCase; doubles in the shortest form that reads back as the same number.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RoundRecord))]
[JsonSerializable(typeof(RoundTimings))]
[JsonSerializable(typeof(RoundAudit))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(RunSession))]
[JsonSerializable(typeof(ComparisonDescription))]
[JsonSerializable(typeof(ReproductionDescription))]
[JsonSerializable(typeof(StudyDescription))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    private static readonly ResultJson Lines = new(Style(indented: false));
    private static readonly ResultJson Pages = new(Style(indented: true));

    /// <summary>One line without a line feed.</summary>
    public static byte[] Line<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Info<T>(Lines));

    /// <summary>An indented document.</summary>
    public static byte[] Page<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Info<T>(Pages));

    public static T Read<T>(ReadOnlySpan<byte> utf8) where T : class => JsonSerializer.Deserialize(utf8, Info<T>(Lines)) ?? throw new JsonException("null");

    private static JsonTypeInfo<T> Info<T>(ResultJson context) => (JsonTypeInfo<T>)context.GetTypeInfo(typeof(T))!;

    private static JsonSerializerOptions Style(bool indented) => new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = false,
        WriteIndented = indented,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
