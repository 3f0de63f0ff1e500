using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>Builds a <see cref="MarketRound"/> from JSON in one pass, plus one over what refers to participants that come later.</summary>
internal sealed class MarketParser(string source)
{
    private const string NumberFromZero = "a number ≥ 0, at most 1e100";
    private double? _lambda;
    private double? _maxDistance;
    private double? _exclusiveDistance;
    private double? _referenceGain;
    private List<Report>? _reports;
    private List<Report>? _trueTypes;

    public MarketRound Parse(ReadOnlySpan<byte> utf8)
    {
        var cursor = new JsonCursor(utf8, source);
        cursor.Next();
        cursor.Expect(JsonTokenType.StartObject, "market", "an object");
        JsonCursor distances = default, samples = default;
        string? kind = null;
        var evidence = false;
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
            else if (name is "effectiveSamples")
            {
                if (evidence) cursor.Fail(name, "one such field; it stands twice");
                evidence = true;
                samples = cursor;
                cursor.Skip();
            }
            else
            {
                ReadField(ref cursor, name);
            }
        }

        cursor.ExpectEnd();
        if (evidence && kind == "candidates")
            throw new InvalidDataException($"{source}: effectiveSamples: found a matrix beside candidates; allowed is effectiveSamples on each candidate");
        return Assemble(kind, ref distances, evidence, ref samples);
    }

    private void ReadField(ref JsonCursor cursor, string name)
    {
        switch (name)
        {
            case "lambda": Once(ref cursor, name, ref _lambda); break;
            case "maxDistance": Once(ref cursor, name, ref _maxDistance); break;
            case "exclusiveDistance": Once(ref cursor, name, ref _exclusiveDistance); break;
            case "referenceGain": Once(ref cursor, name, ref _referenceGain); break;
            case "participants": Once(ref cursor, name, ref _reports); break;
            case "trueTypes": Once(ref cursor, name, ref _trueTypes); break;
            default:
                throw new InvalidDataException(
                    $"{source}: unknown field \"{name}\"; allowed are lambda, participants, distances or candidates, effectiveSamples, "
                    + "maxDistance, exclusiveDistance, referenceGain, trueTypes");
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

    private MarketRound Assemble(string? kind, ref JsonCursor distances, bool evidence, ref JsonCursor matrix)
    {
        if (_lambda is not { } lambda) throw Missing("lambda", NumberFromZero);
        if (_reports is null) throw Missing("participants", "an array of {id, samples, sharingCost, gainScale}");
        var index = ParticipantIndex(_reports);
        var (models, samples) = kind switch
        {
            "distances" => (MatrixParser.ReadDistances(ref distances, _reports.Count), null),
            "candidates" => CandidateParser.Read(ref distances, index),
            _ => throw Missing("distances", "a square matrix, or candidates: an array of {buyer, seller, distance}"),
        };
        if (evidence) samples = MatrixParser.ReadSamples(ref matrix, _reports.Count);
        try
        {
            return new(_reports, models, lambda)
            {
                MaxDistance = _maxDistance ?? 2,
                ExclusiveDistance = _exclusiveDistance ?? 0,
                ReferenceGain = _referenceGain is { } gain ? GainScale.Of(gain) : null,
                EffectiveSamples = samples,
                TrueTypes = TrueTypes(index),
            };
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
