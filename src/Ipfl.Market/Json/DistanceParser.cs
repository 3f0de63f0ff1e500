using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>Reads the distance matrix or the candidate list.</summary>
internal static class DistanceParser
{
    private const string Distance = "a number from 0 to 2";
    private const string CandidateFields = "buyer, seller, distance";

    public static ModelDistances ReadMatrix(ref JsonCursor cursor, int participants)
    {
        cursor.Expect(JsonTokenType.StartArray, "distances", $"an array of {participants} rows");
        var matrix = new double[participants, participants];
        var rows = 0;
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next())
        {
            if (rows == participants) cursor.Fail($"distances[{rows}]", $"{participants} rows, one per participant");
            ReadRow(ref cursor, matrix, rows++);
        }

        if (rows < participants) cursor.Fail($"distances[{rows}]", $"{participants} rows, one per participant");
        return ModelDistances.Dense(matrix);
    }

    public static ModelDistances ReadCandidates(ref JsonCursor cursor, Dictionary<string, int> index)
    {
        cursor.Expect(JsonTokenType.StartArray, "candidates", $"an array of {{{CandidateFields}}}");
        var candidates = new List<Candidate>();
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next()) candidates.Add(ReadCandidate(ref cursor, candidates.Count, index));
        try
        {
            return ModelDistances.Sparse(index.Count, candidates);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{cursor.Source}: candidates: {error.Message}", error);
        }
    }

    private static void ReadRow(ref JsonCursor cursor, double[,] matrix, int row)
    {
        var participants = matrix.GetLength(1);
        cursor.Expect(JsonTokenType.StartArray, $"distances[{row}]", $"an array of {participants} numbers");
        var column = 0;
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next(), column++)
        {
            if (column == participants) cursor.Fail($"distances[{row}][{column}]", $"{participants} numbers in a row, one per participant");
            if (row == column && cursor.Token is JsonTokenType.Number or JsonTokenType.Null) continue;
            if (!cursor.TryNumber(0, 2, out matrix[row, column])) cursor.Fail($"distances[{row}][{column}]", Distance);
        }

        if (column < participants) cursor.Fail($"distances[{row}][{column}]", $"{participants} numbers in a row, one per participant");
    }

    private static Candidate ReadCandidate(ref JsonCursor cursor, int position, Dictionary<string, int> index)
    {
        if (cursor.Token != JsonTokenType.StartObject) cursor.Fail($"candidates[{position}]", $"an object with {CandidateFields}");
        int? buyer = null, seller = null;
        double? distance = null;
        for (cursor.Next(); cursor.Token != JsonTokenType.EndObject; cursor.Next())
        {
            var name = cursor.PropertyName();
            if (name is "buyer" && buyer is not null || name is "seller" && seller is not null || name is "distance" && distance is not null)
                cursor.Fail($"candidates[{position}].{name}", "one such field; it stands twice");
            switch (name)
            {
                case "buyer": buyer = Known(ref cursor, position, index); break;
                case "seller": seller = Known(ref cursor, position, index); break;
                case "distance" when cursor.TryNumber(0, 2, out var value): distance = value; break;
                case "distance": cursor.Fail($"candidates[{position}].distance", Distance); break;
                default: cursor.Fail($"candidates[{position}].{name}", $"no such field, only {CandidateFields}"); break;
            }
        }

        if (buyer is null || seller is null || distance is null) cursor.Fail($"candidates[{position}]", $"an object with all of {CandidateFields}");
        if (buyer == seller) cursor.Fail($"candidates[{position}]", "a pair of two different participants");
        return new(buyer.Value, seller.Value, distance.Value);
    }

    private static int Known(ref JsonCursor cursor, int position, Dictionary<string, int> index)
    {
        if (cursor.Token != JsonTokenType.String || !index.TryGetValue(cursor.Text(), out var i))
            throw cursor.Misfit($"candidates[{position}]", "the id of a participant as buyer and as seller");
        return i;
    }
}
