using System.Text.Json;
using Ipfl.Market.Tuning;

namespace Ipfl.Market.Json;

/// <summary>The JSON form of what tuning found.</summary>
internal static class TuningJson
{
    public static void Write(Utf8JsonWriter json, TermsTuning tuning)
    {
        json.WriteStartObject();
        json.WriteNumber("rounds", tuning.Rounds);
        WriteOrNull(json, "referenceGain", tuning.ReferenceGain);
        json.WriteStartArray("results");
        foreach (var result in tuning.Results) WriteResult(json, result);
        json.WriteEndArray();
        json.WriteStartArray("joined");
        foreach (var joined in tuning.Joined)
        {
            json.WriteStartObject();
            json.WriteNumber("exclusiveDistance", joined.Distance);
            json.WriteNumber("participants", joined.Participants);
            WriteTexts(json, "largest", joined.Largest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("recommendation");
        json.WriteString("mechanism", tuning.Recommendation.Mechanism);
        WriteOrNull(json, "referenceGain", tuning.Recommendation.ReferenceGain);
        json.WriteNumber("lambdaFactor", tuning.Recommendation.Lambda);
        json.WriteNumber("exclusiveDistance", tuning.Recommendation.ExclusiveDistance);
        WriteTexts(json, "reasons", tuning.Recommendation.Reasons);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, TriedResult result)
    {
        json.WriteStartObject();
        json.WriteString("mechanism", result.Terms.Mechanism.Name);
        json.WriteNumber("lambdaFactor", result.Terms.Lambda);
        json.WriteNumber("referenceFactor", result.Terms.Reference);
        WriteOrNull(json, "exclusiveDistance", result.Terms.ExclusiveDistance);
        WriteOrNull(json, "efficiency", result.Efficiency);
        WriteOrNull(json, "worstEfficiency", result.WorstEfficiency);
        json.WriteNumber("welfare", result.Welfare);
        WriteOrNull(json, "realWelfare", result.RealWelfare);
        json.WriteNumber("known", result.Known);
        json.WriteNumber("trades", result.Trades);
        json.WriteNumber("paid", result.Paid);
        json.WriteNumber("fallbacks", result.Fallbacks);
        json.WriteEndObject();
    }

    private static void WriteOrNull(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
