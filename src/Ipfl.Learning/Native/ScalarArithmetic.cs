using TorchSharp;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Sums, products and bounds of tensors that take a number. TorchSharp's own hand native code the bare address of a temporary
/// <see cref="Scalar"/>, which a garbage collection at that moment finalises: the number is read from freed memory. Its sums of two tensors
/// do the same, with a 1 that nobody sees. Here the scalar outlives the call.
/// </summary>
internal static class ScalarArithmetic
{
    private static readonly Scalar One = 1.ToScalar();
    private static readonly Scalar Zero = 0.ToScalar();

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a + b, as integers where a holds integers.</summary>
    public static Tensor Plus(this Tensor a, long b)
    {
        using var number = b.ToScalar();
        return a.add(number, One);
    }

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, double b)
    {
        using var number = b.ToScalar();
        return a.add(number, One);
    }

    /// <summary>b − a, as integers where a holds integers.</summary>
    public static Tensor SubtractedFrom(this Tensor a, long b)
    {
        using var number = b.ToScalar();
        using var negative = a.neg();
        return negative.add(number, One);
    }

    /// <summary>a · b, as integers where a holds integers.</summary>
    public static Tensor Times(this Tensor a, long b)
    {
        using var number = b.ToScalar();
        return a.mul(number);
    }

    /// <summary>a · b.</summary>
    public static Tensor Times(this Tensor a, double b)
    {
        using var number = b.ToScalar();
        return a.mul(number);
    }

    /// <summary>a / b, true division.</summary>
    public static Tensor Over(this Tensor a, double b)
    {
        using var number = b.ToScalar();
        return a.div(number);
    }

    /// <summary>a ← a + b.</summary>
    public static Tensor AddInPlace(this Tensor a, Tensor b) => a.add_(b, One);

    /// <summary>a ← a + factor · b.</summary>
    public static Tensor AddInPlace(this Tensor a, Tensor b, double factor)
    {
        using var number = factor.ToScalar();
        return a.add_(b, number);
    }

    /// <summary>a ← a · b.</summary>
    public static Tensor MultiplyInPlace(this Tensor a, double b)
    {
        using var number = b.ToScalar();
        return a.mul_(number);
    }

    /// <summary>a ← a / b.</summary>
    public static Tensor DivideInPlace(this Tensor a, double b)
    {
        using var number = b.ToScalar();
        return a.div_(number);
    }

    /// <summary>max(a, 0).</summary>
    public static Tensor AtLeastZero(this Tensor a) => a.clamp_min(Zero);

    /// <summary>max(a, b).</summary>
    public static Tensor AtLeast(this Tensor a, double b)
    {
        using var number = b.ToScalar();
        return a.clamp_min(number);
    }

    /// <summary>Whether each number is 0.</summary>
    public static Tensor IsZero(this Tensor a) => a.eq(Zero);

    /// <summary>Whether each number is not 0.</summary>
    public static Tensor IsNotZero(this Tensor a) => a.ne(Zero);

    /// <summary>Whether each number is at least b.</summary>
    public static Tensor IsAtLeast(this Tensor a, long b)
    {
        using var number = b.ToScalar();
        return a.ge(number);
    }

    /// <summary>A copy with 0 where the mask is set.</summary>
    public static Tensor ZeroWhere(this Tensor a, Tensor mask) => a.masked_fill(mask, Zero);

    /// <summary>start … stop − 1, int64.</summary>
    public static Tensor Range(long start, long stop, Device device)
    {
        using var first = start.ToScalar();
        using var end = stop.ToScalar();
        return arange(first, end, One, ScalarType.Int64, device);
    }
}
