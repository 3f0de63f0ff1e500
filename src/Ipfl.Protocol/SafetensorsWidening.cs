using System.Runtime.InteropServices;

namespace Ipfl.Protocol;

/// <summary>Reads tensors as wider numbers, where every value stays exactly what it is.</summary>
internal static class SafetensorsWidening
{
    private const int ChunkBytes = 1 << 14;

    private delegate TTo Widen<in TFrom, out TTo>(TFrom value);

    public static float[] Singles(SafetensorsFile file, SafetensorsEntry entry) => entry.Dtype switch
    {
        SafetensorsDtype.F32 => Exact<float>(file, entry),
        SafetensorsDtype.F16 => Wider<Half, float>(file, entry, x => (float)x),
        SafetensorsDtype.BF16 => Wider<ushort, float>(file, entry, BFloat),
        _ => throw file.Mismatch(entry, "F32, F16 or BF16"),
    };

    public static double[] Doubles(SafetensorsFile file, SafetensorsEntry entry) => entry.Dtype switch
    {
        SafetensorsDtype.F64 => Exact<double>(file, entry),
        SafetensorsDtype.F32 => Wider<float, double>(file, entry, x => x),
        SafetensorsDtype.F16 => Wider<Half, double>(file, entry, x => (double)x),
        SafetensorsDtype.BF16 => Wider<ushort, double>(file, entry, x => BFloat(x)),
        _ => throw file.Mismatch(entry, "F64, F32, F16 or BF16"),
    };

    public static long[] Int64s(SafetensorsFile file, SafetensorsEntry entry) => entry.Dtype switch
    {
        SafetensorsDtype.I64 => Exact<long>(file, entry),
        SafetensorsDtype.I32 => Wider<int, long>(file, entry, x => x),
        SafetensorsDtype.I16 => Wider<short, long>(file, entry, x => x),
        SafetensorsDtype.I8 => Wider<sbyte, long>(file, entry, x => x),
        SafetensorsDtype.U8 => Wider<byte, long>(file, entry, x => x),
        SafetensorsDtype.U16 => Wider<ushort, long>(file, entry, x => x),
        SafetensorsDtype.U32 => Wider<uint, long>(file, entry, x => x),
        _ => throw file.Mismatch(entry, "I64, I32, I16, I8, U8, U16 or U32"),
    };

    private static float BFloat(ushort upperHalf) => BitConverter.Int32BitsToSingle(upperHalf << 16);

    private static T[] Exact<T>(SafetensorsFile file, SafetensorsEntry entry) where T : unmanaged
    {
        var numbers = Allocate<T>(file, entry);
        file.Read<T>(entry.Name, numbers);
        return numbers;
    }

    private static TTo[] Wider<TFrom, TTo>(SafetensorsFile file, SafetensorsEntry entry, Widen<TFrom, TTo> widen) where TFrom : unmanaged
    {
        var numbers = Allocate<TTo>(file, entry);
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        var perChunk = ChunkBytes / entry.Dtype.Width();
        for (var done = 0; done < numbers.Length; done += perChunk)
        {
            var bytes = chunk[..(Math.Min(perChunk, numbers.Length - done) * entry.Dtype.Width())];
            file.ReadBytes(entry, (long)done * entry.Dtype.Width(), bytes);
            var narrow = MemoryMarshal.Cast<byte, TFrom>(bytes);
            for (var i = 0; i < narrow.Length; i++) numbers[done + i] = widen(narrow[i]);
        }

        return numbers;
    }

    private static T[] Allocate<T>(SafetensorsFile file, SafetensorsEntry entry) =>
        entry.Count <= Array.MaxLength ? new T[entry.Count] : throw file.Mismatch(entry, $"{entry.Count} numbers exceed one array ({Array.MaxLength}); a tensor within it");
}
