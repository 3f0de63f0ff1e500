using System.Numerics;
using System.Runtime.InteropServices;

namespace Ipfl.Learning;

/// <summary>⟨a, b⟩, ‖a‖² and ‖b‖² of two float32 vectors of one length in a single pass, summed in float64.</summary>
internal static class InnerProducts
{
    /// <summary>The three of them.</summary>
    public static (double Product, double FirstSquare, double SecondSquare) Of(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var a = MemoryMarshal.Cast<float, Vector<float>>(first);
        var b = MemoryMarshal.Cast<float, Vector<float>>(second);
        var (product, firstSquare, secondSquare) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        for (var i = 0; i < a.Length; i++)
        {
            Vector.Widen(a[i], out var aLow, out var aHigh);
            Vector.Widen(b[i], out var bLow, out var bHigh);
            product += aLow * bLow + aHigh * bHigh;
            firstSquare += aLow * aLow + aHigh * aHigh;
            secondSquare += bLow * bLow + bHigh * bHigh;
        }

        var sums = (Vector.Sum(product), Vector.Sum(firstSquare), Vector.Sum(secondSquare));
        for (var i = a.Length * Vector<float>.Count; i < first.Length; i++)
        {
            sums.Item1 += (double)first[i] * second[i];
            sums.Item2 += (double)first[i] * first[i];
            sums.Item3 += (double)second[i] * second[i];
        }

        return sums;
    }
}
