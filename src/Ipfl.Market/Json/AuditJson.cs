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
        json.WriteNumber("costAndGainScale", audit.MaxJointRegret);
        if (audit.MaxNamesRegret is { } names) json.WriteNumber("names", names);
        if (audit.Pairs is { } pairs) json.WriteNumber("pair", pairs is [var best, ..] ? best.Value : 0);
        json.WriteEndObject();
        if (audit.Pairs is not null) WritePairs(json, audit.Pairs, audit.Outcome.Ids);
        json.WriteNumber("budgetImbalance", audit.BudgetImbalance);
        if (audit.Outcome.Efficiency is { } efficiency) json.WriteNumber("efficiency", efficiency);
        json.WriteStartArray("warnings");
        foreach (var warning in audit.Warnings) json.WriteStringValue(warning);
        json.WriteEndArray();
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
        WriteJoint(json, participant.CostAndGainScale);
        json.WriteEndObject();
        if (participant.Names is { } names) WriteNames(json, "names", names);
        if (participant.SameData is { } same) WriteNames(json, "sameData", same);
        json.WriteNumber("deposit", participant.Deposit);
        json.WriteEndObject();
    }

    private static void WriteRegret(Utf8JsonWriter json, string dimension, Regret regret)
    {
        json.WriteStartObject(dimension);
        json.WriteNumber("value", regret.Value);
        WriteCost(json, "report", regret.Report);
        json.WriteEndObject();
    }

    private static void WriteJoint(Utf8JsonWriter json, JointRegret regret)
    {
        json.WriteStartObject("costAndGainScale");
        json.WriteNumber("value", regret.Value);
        WriteCost(json, "cost", regret.Cost);
        json.WriteNumber("gainScale", regret.GainScale);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, NamesRegret names)
    {
        json.WriteStartObject(name);
        json.WriteNumber("value", names.Value);
        json.WriteString("trick", names.Trick.ToString().ToLowerInvariant());
        if (names.Value > 0)
        {
            json.WriteNumber("samples", names.Samples);
            WriteCost(json, "cost", names.Cost);
        }

        json.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter json, IReadOnlyList<PairRegret> pairs, IReadOnlyList<string> ids)
    {
        json.WriteStartArray("pairs");
        foreach (var pair in pairs)
        {
            json.WriteStartObject();
            json.WriteNumber("value", pair.Value);
            WriteSeller(json, "first", ids[pair.First], pair.FirstCost);
            WriteSeller(json, "second", ids[pair.Second], pair.SecondCost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSeller(Utf8JsonWriter json, string name, string id, double cost)
    {
        json.WriteStartObject(name);
        json.WriteString("id", id);
        WriteCost(json, "cost", cost);
        json.WriteEndObject();
    }

    // As in market files, null is the cost of one that never sells.
    private static void WriteCost(Utf8JsonWriter json, string name, double cost)
    {
        if (double.IsInfinity(cost)) json.WriteNull(name);
        else json.WriteNumber(name, cost);
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
        json.WriteString("names", audit.NamesTried ? "tried" : Skipped(options.NamesUpTo));
        json.WriteString("pairs", audit.Pairs is not null ? "tried" : Skipped(options.PairsUpTo));
        json.WriteEndObject();
    }

    private static string Skipped(int largest) => $"skipped: more than {largest} participants";
}
