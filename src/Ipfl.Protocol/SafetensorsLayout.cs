namespace Ipfl.Protocol;

/// <summary>The rule of the format that tensors fill the data exactly: in bounds, of the size of their shapes, no gaps, no overlaps.</summary>
internal static class SafetensorsLayout
{
    /// <summary>Checks entries that are ordered by their bytes against the number of data bytes in the file.</summary>
    /// <exception cref="InvalidDataException">The layout is broken, in one line.</exception>
    public static void Check(SafetensorsEntry[] entries, long dataLength, string source)
    {
        var end = 0L;
        foreach (var entry in entries)
        {
            if (Finding(entry, end, dataLength) is { } finding) throw SafetensorsHeader.Refusal(source, $"tensor {ForeignText.Quote(entry.Name)} {finding}");
            end = entry.End;
        }

        if (end != dataLength) throw SafetensorsHeader.Refusal(source, $"its tensors end at data byte {end}, but {dataLength} data bytes follow the header");
    }

    private static string? Finding(SafetensorsEntry entry, long expectedStart, long dataLength)
    {
        var (start, end) = (entry.Start, entry.End);
        if (end < start) return $"has data_offsets [{start}, {end}], which run backwards";
        if (end > dataLength) return $"has data_offsets [{start}, {end}], but only {dataLength} data bytes follow the header (cut off?)";
        if (start > expectedStart) return $"starts at data byte {start}, which leaves a gap from {expectedStart}";
        if (start < expectedStart) return $"starts at data byte {start} and overlaps the tensor that ends at {expectedStart}";
        if (ByteLength(entry.Dtype, entry.Shape) is not { } needed) return $"has the shape [{ForeignText.Dimensions(entry.Shape)}], whose size overflows";
        return needed == end - start ? null : $"has {end - start} bytes, but {SafetensorsDtypes.NameOf(entry.Dtype)} of shape [{ForeignText.Dimensions(entry.Shape)}] takes {needed}";
    }

    /// <summary>Bytes of a tensor, the last one filled up; null where the number exceeds 2⁶³ − 1.</summary>
    public static long? ByteLength(SafetensorsDtype dtype, IReadOnlyList<long> shape)
    {
        var (numbers, bits) = (1L, SafetensorsDtypes.Bits(dtype));
        foreach (var side in shape)
        {
            if (side > 0 && numbers > long.MaxValue / side) return null;
            numbers *= side;
        }

        var bytes = (((Int128)numbers * bits) + 7) / 8;
        return bytes <= long.MaxValue ? (long)bytes : null;
    }
}
