using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>Reads arrays of participants: reports, or true types of the same shape.</summary>
internal static class ParticipantParser
{
    /// <summary>Far beyond use; sums over all participants stay finite.</summary>
    public const double Largest = 1e100;

    private const string Fields = "id, samples, sharingCost, gainScale";

    public static List<Report> ReadAll(ref JsonCursor cursor, string field)
    {
        cursor.Expect(JsonTokenType.StartArray, field, $"an array of {{{Fields}}}");
        var reports = new List<Report>();
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next()) reports.Add(Read(ref cursor, $"{field}[{reports.Count}]"));
        return reports;
    }

    private static Report Read(ref JsonCursor cursor, string field)
    {
        cursor.Expect(JsonTokenType.StartObject, field, $"an object with {Fields}");
        string? id = null;
        Samples? samples = null;
        SharingCost? cost = null;
        GainScale? scale = null;
        for (cursor.Next(); cursor.Token != JsonTokenType.EndObject; cursor.Next())
        {
            var name = cursor.PropertyName();
            var path = $"{field}.{name}";
            if (name is "id" && id is not null || name is "samples" && samples is not null || name is "sharingCost" && cost is not null || name is "gainScale" && scale is not null)
                cursor.Fail(path, "one such field; it stands twice");
            switch (name)
            {
                case "id": id = ReadId(ref cursor, path); break;
                case "samples": samples = ReadSamples(ref cursor, path); break;
                case "sharingCost": cost = ReadCost(ref cursor, path); break;
                case "gainScale": scale = GainScale.Of(cursor.Number(path, "a number ≥ 0, at most 1e100", 0, Largest)); break;
                default: cursor.Fail(path, $"no such field, only {Fields}"); break;
            }
        }

        if (id is null) cursor.Fail($"{field}.id", "a text that names the participant");
        if (samples is null) cursor.Fail($"{field}.samples", "an integer ≥ 1");
        if (cost is null) cursor.Fail($"{field}.sharingCost", "a number ≥ 0, or null for one that never sells");
        if (scale is null) cursor.Fail($"{field}.gainScale", "a number ≥ 0");
        return new(id, new(samples.Value, cost.Value, scale.Value));
    }

    private static string ReadId(ref JsonCursor cursor, string path)
    {
        var id = cursor.Token == JsonTokenType.String ? cursor.Text() : "";
        if (id.Length == 0) cursor.Fail(path, "a text, not empty, that names the participant");
        return id;
    }

    private static Samples ReadSamples(ref JsonCursor cursor, string path)
    {
        const string Allowed = "an integer from 1 to 9007199254740992 (2^53)";
        var value = cursor.Number(path, Allowed, 1, Samples.Maximum);
        if (value != Math.Floor(value)) cursor.Fail(path, Allowed);
        return Samples.Of((long)value);
    }

    private static SharingCost ReadCost(ref JsonCursor cursor, string path) => cursor.Token == JsonTokenType.Null
        ? SharingCost.NeverSells
        : SharingCost.Of(cursor.Number(path, "a number ≥ 0, or null for one that never sells; at most 1e100", 0, Largest));
}
