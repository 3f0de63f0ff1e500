using System.Text.Json;
using Ipfl.Market.Auditing;

namespace Ipfl.Market.Json;

/// <summary>The audit's JSON form.</summary>
internal static class AuditJson
{
    public static void Write(Utf8JsonWriter json, Audit audit)
    {
        json.WriteStartObject();
        json.WriteString("mechanism", audit.Outcome.Mechanism);
        json.WriteStartArray("participants");
        foreach (var participant in audit.Participants) WriteParticipant(json, participant);
        json.WriteEndArray();
        json.WriteStartObject("maxRegret");
        json.WriteNumber("cost", audit.MaxCostRegret);
        json.WriteNumber("samples", audit.MaxSamplesRegret);
        json.WriteNumber("gainScale", audit.MaxGainScaleRegret);
        json.WriteEndObject();
        json.WriteNumber("budgetImbalance", audit.BudgetImbalance);
        WriteSearch(json, audit);
        json.WriteEndObject();
    }

    private static void WriteParticipant(Utf8JsonWriter json, ParticipantAudit participant)
    {
        json.WriteStartObject();
        json.WriteString("id", participant.Id);
        if (participant.SellerSlack is { } slack) json.WriteNumber("sellerSlack", slack);
        else json.WriteNull("sellerSlack");
        json.WriteNumber("buyerSlack", participant.BuyerSlack);
        json.WriteStartObject("regret");
        WriteRegret(json, "cost", participant.Cost);
        WriteRegret(json, "samples", participant.Samples);
        WriteRegret(json, "gainScale", participant.GainScale);
        json.WriteEndObject();
        json.WriteNumber("deposit", participant.Deposit);
        json.WriteEndObject();
    }

    private static void WriteRegret(Utf8JsonWriter json, string dimension, Regret regret)
    {
        json.WriteStartObject(dimension);
        json.WriteNumber("value", regret.Value);

        // As in market files, null is the cost of one that never sells.
        if (double.IsInfinity(regret.Report)) json.WriteNull("report");
        else json.WriteNumber("report", regret.Report);
        json.WriteEndObject();
    }

    private static void WriteSearch(Utf8JsonWriter json, Audit audit)
    {
        var options = audit.Options;
        json.WriteNumber("detection", options.Detection);
        json.WriteStartObject("search");
        json.WriteString("cost", audit.CostsAreExact ? "exact" : "searched");
        json.WriteNumber("span", options.Span);
        json.WriteNumber("pointsPerOctave", options.PointsPerOctave);
        json.WriteNumber("refinements", options.Refinements);
        json.WriteEndObject();
    }
}
