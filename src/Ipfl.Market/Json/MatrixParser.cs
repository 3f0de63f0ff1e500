using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>Reads m × m matrices: row = buyer; the diagonal is ignored.</summary>
internal static class MatrixParser
{
    /// <summary>What distances may be.</summary>
    public const string Distance = "a number from 0 to 2";

    /// <summary>What effective samples may be.</summary>
    public const string Samples = "a number from 0 to 1152921504606846976 (2^60)";

    public static ModelDistances ReadDistances(ref JsonCursor cursor, int participants) =>
        ModelDistances.Dense(Read(ref cursor, participants, "distances", 2, Distance));

    public static EffectiveSamples ReadSamples(ref JsonCursor cursor, int participants) =>
        EffectiveSamples.Dense(Read(ref cursor, participants, "effectiveSamples", EffectiveSamples.Maximum, Samples));

    private static double[,] Read(ref JsonCursor cursor, int participants, string field, double largest, string allowed)
    {
        cursor.Expect(JsonTokenType.StartArray, field, $"an array of {participants} rows");
        var matrix = new double[participants, participants];
        var rows = 0;
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next())
        {
            if (rows == participants) cursor.Fail($"{field}[{rows}]", $"{participants} rows, one per participant");
            if (cursor.Token != JsonTokenType.StartArray) cursor.Fail($"{field}[{rows}]", $"an array of {participants} numbers");
            ReadRow(ref cursor, matrix, rows++, field, largest, allowed);
        }

        if (rows < participants) cursor.Fail($"{field}[{rows}]", $"{participants} rows, one per participant");
        return matrix;
    }

    private static void ReadRow(ref JsonCursor cursor, double[,] matrix, int row, string field, double largest, string allowed)
    {
        var participants = matrix.GetLength(1);
        var column = 0;
        for (cursor.Next(); cursor.Token != JsonTokenType.EndArray; cursor.Next(), column++)
        {
            if (column == participants) cursor.Fail($"{field}[{row}][{column}]", $"{participants} numbers in a row, one per participant");
            if (row == column && cursor.Token is JsonTokenType.Number or JsonTokenType.Null) continue;
            if (!cursor.TryNumber(0, largest, out matrix[row, column])) cursor.Fail($"{field}[{row}][{column}]", allowed);
        }

        if (column < participants) cursor.Fail($"{field}[{row}][{column}]", $"{participants} numbers in a row, one per participant");
    }
}
