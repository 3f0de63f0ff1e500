using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>Reads the list of pairs that may trade, with their distances and, where there is evidence, their effective samples.</summary>
internal static class CandidateParser
{
    private const string Fields = "buyer, seller, distance, effectiveSamples";

    public static (ModelDistances Distances, EffectiveSamples? Samples) Read(ref JsonCursor cursor, Dictionary<string, int> index)
    {
        cursor.Expect(JsonTokenType.StartArray, "candidates", $"an array of {{{Fields}}}");
        var candidates = new List<Candidate>();
        var samples = new List<(int Buyer, int Seller, double Samples)>();
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next())
        {
            var (candidate, effective) = ReadOne(ref cursor, candidates.Count, index);
            if (effective is { } number) samples.Add((candidate.Buyer, candidate.Seller, number));
            candidates.Add(candidate);
            if (samples.Count > 0 && samples.Count < candidates.Count)
            {
                var found = effective is null ? "none" : "the first";
                throw new InvalidDataException(
                    $"{cursor.Source}: candidates[{candidates.Count - 1}].effectiveSamples: found {found}; allowed is one on each candidate, or on none");
            }
        }

        try
        {
            return (ModelDistances.Sparse(index.Count, candidates), samples.Count > 0 ? EffectiveSamples.Sparse(index.Count, samples) : null);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{cursor.Source}: candidates: {error.Message}", error);
        }
    }

    private static (Candidate Pair, double? Samples) ReadOne(ref JsonCursor cursor, int position, Dictionary<string, int> index)
    {
        if (cursor.Token != JsonTokenType.StartObject) cursor.Fail($"candidates[{position}]", $"an object with {Fields}");
        int? buyer = null, seller = null;
        double? distance = null, samples = null;
        for (cursor.Next(); cursor.Token != JsonTokenType.EndObject; cursor.Next())
        {
            var name = cursor.PropertyName();
            if (name is "buyer" && buyer is not null || name is "seller" && seller is not null
                || name is "distance" && distance is not null || name is "effectiveSamples" && samples is not null)
                cursor.Fail($"candidates[{position}].{name}", "one such field; it stands twice");
            switch (name)
            {
                case "buyer": buyer = Known(ref cursor, position, index); break;
                case "seller": seller = Known(ref cursor, position, index); break;
                case "distance" when cursor.TryNumber(0, 2, out var value): distance = value; break;
                case "distance": cursor.Fail($"candidates[{position}].distance", MatrixParser.Distance); break;
                case "effectiveSamples" when cursor.TryNumber(0, EffectiveSamples.Maximum, out var value): samples = value; break;
                case "effectiveSamples": cursor.Fail($"candidates[{position}].effectiveSamples", MatrixParser.Samples); break;
                default: cursor.Fail($"candidates[{position}].{name}", $"no such field, only {Fields}"); break;
            }
        }

        if (buyer is null || seller is null || distance is null) cursor.Fail($"candidates[{position}]", "an object with all of buyer, seller, distance");
        if (buyer == seller) cursor.Fail($"candidates[{position}]", "a pair of two different participants");
        return (new(buyer.Value, seller.Value, distance.Value), samples);
    }

    private static int Known(ref JsonCursor cursor, int position, Dictionary<string, int> index)
    {
        if (cursor.Token != JsonTokenType.String || !index.TryGetValue(cursor.Text(), out var i))
            throw cursor.Misfit($"candidates[{position}]", "the id of a participant as buyer and as seller");
        return i;
    }
}
