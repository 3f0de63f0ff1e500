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

    /// <summary>6-bit float with 3 bits of exponent.</summary>
    F6_E3M2,

    /// <summary>6-bit float with 2 bits of exponent.</summary>
    F6_E2M3,

    /// <summary>4-bit float.</summary>
    F4,
}
#pragma warning restore CA1707

/// <summary>Facts about number formats.</summary>
public static class SafetensorsDtypes
{
    /// <summary>Every known format as headers spell it, for messages.</summary>
    internal static string Known { get; } = string.Join(", ", Enum.GetNames<SafetensorsDtype>());

    /// <summary>Bytes of one number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Its numbers do not fill bytes, or it is no format.</exception>
    public static int Width(this SafetensorsDtype dtype) => Bits(dtype) is var bits && bits % 8 == 0
        ? bits / 8
        : throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "a number takes no whole bytes");

    /// <summary>Bits of one number.</summary>
    public static int Bits(this SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.F4 => 4,
        SafetensorsDtype.F6_E3M2 or SafetensorsDtype.F6_E2M3 => 6,
        SafetensorsDtype.C64 => 64,
        >= SafetensorsDtype.F8_E5M2 and <= SafetensorsDtype.F8_E5M2FNUZ => 8,
        _ => 8 * WholeBytes(dtype),
    };

    /// <summary>The format in the words of an error, such as <c>F8_E4M3 (8-bit floats, with which nothing here computes)</c>.</summary>
    public static string InWords(this SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.C64 => $"{dtype} (complex numbers, with which nothing here computes)",
        > SafetensorsDtype.C64 => $"{dtype} ({dtype.Bits()}-bit floats, with which nothing here computes)",
        _ => $"{dtype}",
    };

    private static int WholeBytes(SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.F64 or SafetensorsDtype.I64 or SafetensorsDtype.U64 => 8,
        SafetensorsDtype.F32 or SafetensorsDtype.I32 or SafetensorsDtype.U32 => 4,
        SafetensorsDtype.F16 or SafetensorsDtype.BF16 or SafetensorsDtype.I16 or SafetensorsDtype.U16 => 2,
        SafetensorsDtype.I8 or SafetensorsDtype.U8 or SafetensorsDtype.BOOL => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "unknown number format"),
    };

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
}
