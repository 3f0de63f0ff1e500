using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>A market in the form that <see cref="MarketParser"/> reads; all candidates are written as a list, whose pairs alone may trade.</summary>
internal static class MarketJson
{
    public static void Write(Utf8JsonWriter json, MarketRound round)
    {
        json.WriteStartObject();
        json.WriteNumber("lambda", round.Lambda);
        if (double.IsFinite(round.MaxDistance)) json.WriteNumber("maxDistance", round.MaxDistance);
        if (round.ExclusiveDistance > 0) json.WriteNumber("exclusiveDistance", round.ExclusiveDistance);
        if (round.ReferenceGain is { } reference) json.WriteNumber("referenceGain", reference.Value);
        WriteTypes(json, "participants", round, i => round.Reports[i].Type);
        if (round.TrueTypes is not null) WriteTypes(json, "trueTypes", round, round.TrueTypeOf);
        WriteCandidates(json, round);
        json.WriteEndObject();
    }

    private static void WriteTypes(Utf8JsonWriter json, string name, MarketRound round, Func<int, ParticipantType> type)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < round.Reports.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("id", round.Reports[i].Id);
            json.WriteNumber("samples", type(i).Samples.Value);
            if (type(i).SharingCost.Sells) json.WriteNumber("sharingCost", type(i).SharingCost.Value);
            else json.WriteNull("sharingCost");
            json.WriteNumber("gainScale", type(i).GainScale.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCandidates(Utf8JsonWriter json, MarketRound round)
    {
        json.WriteStartArray("candidates");
        for (var buyer = 0; buyer < round.Reports.Count; buyer++)
        {
            var row = round.Distances.Row(buyer);
            for (var k = 0; k < row.Distances.Length; k++)
            {
                if (row.SellerAt(k) is var seller && seller == buyer) continue;
                json.WriteStartObject();
                json.WriteString("buyer", round.Reports[buyer].Id);
                json.WriteString("seller", round.Reports[seller].Id);
                json.WriteNumber("distance", row.Distances[k]);
                if (round.EffectiveSamples is { } samples) json.WriteNumber("effectiveSamples", samples.Of(buyer, seller));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
