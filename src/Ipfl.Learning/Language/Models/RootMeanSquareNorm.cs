using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Root-mean-square normalisation (Zhang and Sennrich, 2019), in float32 whatever the numbers' type.</summary>
internal static class RootMeanSquareNorm
{
    /// <summary>x/√(mean(x²) + ε)·weight over the last dimension.</summary>
    public static Tensor Apply(Tensor input, Tensor weight, double epsilon)
    {
        using var scope = NewDisposeScope();
        var wide = input.to(ScalarType.Float32);
        var scale = (wide * wide).mean([-1], keepdim: true).Plus(epsilon).rsqrt();
        return ((wide * scale).to(input.dtype) * weight).MoveToOuterDisposeScope();
    }
}
