namespace Ipfl.Protocol;

/// <summary>One tensor of a safetensors file: what its header says, already checked against the file.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Dtype">Its number format.</param>
/// <param name="Shape">Its dimensions, row-major; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last one, counted from the end of the header.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsDtype Dtype, IReadOnlyList<long> Shape, long Start, long End)
{
    /// <summary>Bytes of the tensor.</summary>
    public long ByteLength => End - Start;

    /// <summary>How many numbers it holds: the product of <see cref="Shape"/>.</summary>
    public long Count => (long)((Int128)ByteLength * 8 / SafetensorsDtypes.Bits(Dtype));
}
