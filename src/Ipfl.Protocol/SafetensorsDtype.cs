namespace Ipfl.Protocol;

#pragma warning disable CA1707 // Names are those that headers spell.
/// <summary>The number format of a tensor; numbers are little-endian in the file.</summary>
public enum SafetensorsDtype
{
    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>bfloat16: the upper half of a binary32.</summary>
    BF16,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>8-bit signed integer.</summary>
    I8,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>16-bit unsigned integer.</summary>
    U16,

    /// <summary>32-bit unsigned integer.</summary>
    U32,

    /// <summary>64-bit unsigned integer.</summary>
    U64,

    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>Two binary32: real and imaginary part. This and all that follow are known to the format alone: nothing here computes with them.</summary>
    C64,

    /// <summary>8-bit float with 5 bits of exponent.</summary>
    F8_E5M2,

    /// <summary>8-bit float with 4 bits of exponent.</summary>
    F8_E4M3,

    /// <summary>8-bit power of two.</summary>
    F8_E8M0,

    /// <summary>8-bit float with 4 bits of exponent and no negative zero.</summary>
    F8_E4M3FNUZ,

    /// <summary>8-bit float with 5 bits of exponent and no negative zero.</summary>
    F8_E5M2FNUZ,
}
#pragma warning restore CA1707

/// <summary>
/// Facts about number formats. Those whose numbers fill no whole bytes (F4, F6_E2M3, F6_E3M2) have values of their own without a name: files
/// that hold them can be opened, and <see cref="InWords"/> tells them.
/// </summary>
public static class SafetensorsDtypes
{
    private const int FirstPacked = 100;

    private static readonly (string Name, int Bits)[] Packed = [("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6)];

    /// <summary>Every known format as headers spell it, for messages.</summary>
    internal static string Known { get; } = string.Join(", ", Enum.GetNames<SafetensorsDtype>().Concat(Packed.Select(format => format.Name)));

    /// <summary>Bytes of one number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Its numbers fill no whole bytes, or it is no format.</exception>
    public static int Width(this SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.F64 or SafetensorsDtype.I64 or SafetensorsDtype.U64 or SafetensorsDtype.C64 => 8,
        SafetensorsDtype.F32 or SafetensorsDtype.I32 or SafetensorsDtype.U32 => 4,
        SafetensorsDtype.F16 or SafetensorsDtype.BF16 or SafetensorsDtype.I16 or SafetensorsDtype.U16 => 2,
        SafetensorsDtype.I8 or SafetensorsDtype.U8 or SafetensorsDtype.BOOL => 1,
        >= SafetensorsDtype.F8_E5M2 and <= SafetensorsDtype.F8_E5M2FNUZ => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "a number format without whole bytes"),
    };

    /// <summary>The format in the words of an error, such as <c>F8_E4M3 (8-bit floats, with which nothing here computes)</c>.</summary>
    public static string InWords(this SafetensorsDtype dtype) => dtype switch
    {
        < SafetensorsDtype.C64 => $"{dtype}",
        SafetensorsDtype.C64 => $"{dtype} (complex numbers, with which nothing here computes)",
        _ => $"{NameOf(dtype)} ({Bits(dtype)}-bit floats, with which nothing here computes)",
    };

    /// <summary>Bits of one number.</summary>
    internal static int Bits(SafetensorsDtype dtype) => IsPacked(dtype) ? Packed[(int)dtype - FirstPacked].Bits : 8 * Width(dtype);

    /// <summary>The name of a format as headers spell it.</summary>
    internal static string NameOf(SafetensorsDtype dtype) => IsPacked(dtype) ? Packed[(int)dtype - FirstPacked].Name : $"{dtype}";

    /// <summary>The format of that name; null where there is none.</summary>
    internal static SafetensorsDtype? Find(string name)
    {
        foreach (var dtype in Enum.GetValues<SafetensorsDtype>())
            if (dtype.ToString() == name) return dtype;
        var packed = Array.FindIndex(Packed, format => format.Name == name);
        return packed < 0 ? null : (SafetensorsDtype)(FirstPacked + packed);
    }

    /// <summary>The format that holds a <typeparamref name="T"/> bit for bit, or null where there is none.</summary>
    internal static SafetensorsDtype? Of<T>() where T : unmanaged => default(T) switch
    {
        double => SafetensorsDtype.F64,
        float => SafetensorsDtype.F32,
        Half => SafetensorsDtype.F16,
        long => SafetensorsDtype.I64,
        int => SafetensorsDtype.I32,
        short => SafetensorsDtype.I16,
        sbyte => SafetensorsDtype.I8,
        byte => SafetensorsDtype.U8,
        ushort => SafetensorsDtype.U16,
        uint => SafetensorsDtype.U32,
        ulong => SafetensorsDtype.U64,
        bool => SafetensorsDtype.BOOL,
        _ => null,
    };

    private static bool IsPacked(SafetensorsDtype dtype) => (int)dtype - FirstPacked is >= 0 and var index && index < Packed.Length;
}
