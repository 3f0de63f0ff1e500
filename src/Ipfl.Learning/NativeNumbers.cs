using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The memory of contiguous CPU tensors as spans, valid as long as the tensor is.</summary>
internal static class NativeNumbers
{
    /// <summary>The numbers of a contiguous float32 tensor.</summary>
    public static Span<float> Floats(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>The numbers of a contiguous int64 tensor.</summary>
    public static Span<long> Longs(this Tensor tensor) => MemoryMarshal.Cast<byte, long>(tensor.bytes);
}
