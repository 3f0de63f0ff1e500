namespace Ipfl.Protocol;

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
}

/// <summary>Facts about number formats.</summary>
public static class SafetensorsDtypes
{
    /// <summary>Every known format as headers spell it, for messages.</summary>
    internal static string Known { get; } = string.Join(", ", Enum.GetNames<SafetensorsDtype>());

    /// <summary>Bytes of one number.</summary>
    public static int Width(this SafetensorsDtype dtype) => dtype switch
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
