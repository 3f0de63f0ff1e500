using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>The outcome's JSON form.</summary>
internal static class OutcomeJson
{
    public static void Write(Utf8JsonWriter json, Outcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("mechanism", outcome.Mechanism);
        json.WriteStartArray("edges");
        foreach (var edge in outcome.Edges) WriteEdge(json, edge, outcome.Ids);
        json.WriteEndArray();
        json.WriteStartArray("participants");
        for (var i = 0; i < outcome.Ids.Count; i++) WriteAccount(json, outcome.Ids[i], outcome.Accounts[i]);
        json.WriteEndArray();
        json.WriteNumber("socialWelfare", outcome.SocialWelfare);
        json.WriteNumber("distancePenalty", outcome.DistancePenalty);
        json.WriteNumber("objective", outcome.Objective);
        if (outcome.Efficiency is { } efficiency) json.WriteNumber("efficiency", efficiency);
        if (outcome.Fallback is { } fallback) json.WriteString("fallback", fallback);
        json.WriteEndObject();
    }

    private static void WriteEdge(Utf8JsonWriter json, Edge edge, IReadOnlyList<string> ids)
    {
        json.WriteStartObject();
        json.WriteString("buyer", ids[edge.Buyer]);
        json.WriteString("seller", ids[edge.Seller]);
        json.WriteNumber("payment", edge.Payment);
        if (edge.Threshold is { } threshold) json.WriteNumber("threshold", threshold);
        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, string id, Account account)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteNumber("gain", account.Gain);
        json.WriteNumber("paid", account.Paid);
        json.WriteNumber("received", account.Received);
        json.WriteNumber("sharingCost", account.SharingCost);
        json.WriteNumber("utility", account.Utility);
        json.WriteEndObject();
    }
}
