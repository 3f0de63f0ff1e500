using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>Builds a <see cref="MarketRound"/> from JSON in one pass, plus one over what refers to participants that come later.</summary>
internal sealed class MarketParser(string source)
{
    private const string NumberFromZero = "a number ≥ 0, at most 1e100";
    private double? _lambda;
    private double? _maxDistance;
    private List<Report>? _reports;
    private List<Report>? _trueTypes;

    public MarketRound Parse(ReadOnlySpan<byte> utf8)
    {
        var cursor = new JsonCursor(utf8, source);
        cursor.Next();
        cursor.Expect(JsonTokenType.StartObject, "market", "an object");
        JsonCursor distances = default;
        string? kind = null;
        for (cursor.Next(); cursor.Token != JsonTokenType.EndObject; cursor.Next())
        {
            var name = cursor.PropertyName();
            if (name is "distances" or "candidates")
            {
                if (kind is not null) cursor.Fail(name, $"either distances or candidates, once; {kind} came before");
                kind = name;
                distances = cursor;
                cursor.Skip();
            }
            else
            {
                ReadField(ref cursor, name);
            }
        }

        cursor.ExpectEnd();
        return Assemble(kind, ref distances);
    }

    private void ReadField(ref JsonCursor cursor, string name)
    {
        switch (name)
        {
            case "lambda": Once(ref cursor, name, ref _lambda); break;
            case "maxDistance": Once(ref cursor, name, ref _maxDistance); break;
            case "participants": Once(ref cursor, name, ref _reports); break;
            case "trueTypes": Once(ref cursor, name, ref _trueTypes); break;
            default:
                throw new InvalidDataException(
                    $"{source}: unknown field \"{name}\"; allowed are lambda, participants, distances or candidates, maxDistance, trueTypes");
        }
    }

    private static void Once(ref JsonCursor cursor, string name, ref double? value)
    {
        if (value is not null) cursor.Fail(name, "one such field; it stands twice");
        value = cursor.Number(name, NumberFromZero, 0, ParticipantParser.Largest);
    }

    private static void Once(ref JsonCursor cursor, string name, ref List<Report>? value)
    {
        if (value is not null) cursor.Fail(name, "one such field; it stands twice");
        value = ParticipantParser.ReadAll(ref cursor, name);
    }

    private MarketRound Assemble(string? kind, ref JsonCursor distances)
    {
        if (_lambda is not { } lambda) throw Missing("lambda", NumberFromZero);
        if (_reports is null) throw Missing("participants", "an array of {id, samples, sharingCost, gainScale}");
        var index = ParticipantIndex(_reports);
        var models = kind switch
        {
            "distances" => DistanceParser.ReadMatrix(ref distances, _reports.Count),
            "candidates" => DistanceParser.ReadCandidates(ref distances, index),
            _ => throw Missing("distances", "a square matrix, or candidates: an array of {buyer, seller, distance}"),
        };
        try
        {
            return new(_reports, models, lambda) { MaxDistance = _maxDistance ?? 2, TrueTypes = TrueTypes(index) };
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{source}: {error.Message}", error);
        }
    }

    private Dictionary<string, int> ParticipantIndex(List<Report> reports)
    {
        var index = new Dictionary<string, int>(reports.Count, StringComparer.Ordinal);
        for (var i = 0; i < reports.Count; i++)
        {
            if (!index.TryAdd(reports[i].Id, i))
                throw new InvalidDataException($"{source}: participants[{i}].id: found \"{reports[i].Id}\" a second time; ids must be distinct");
        }

        return index;
    }

    private ParticipantType[]? TrueTypes(Dictionary<string, int> index)
    {
        if (_trueTypes is null) return null;
        if (_trueTypes.Count != index.Count)
            throw new InvalidDataException($"{source}: trueTypes: found {_trueTypes.Count} entries; allowed is one per participant, {index.Count}");
        var types = new ParticipantType[index.Count];
        var seen = new bool[index.Count];
        for (var k = 0; k < _trueTypes.Count; k++)
        {
            var (id, type) = _trueTypes[k];
            if (!index.TryGetValue(id, out var i) || seen[i])
                throw new InvalidDataException($"{source}: trueTypes[{k}].id: found \"{id}\"; allowed is each participant's id once");
            (types[i], seen[i]) = (type, true);
        }

        return types;
    }

    private InvalidDataException Missing(string field, string allowed) => new($"{source}: {field} is missing; it must be {allowed}");
}
