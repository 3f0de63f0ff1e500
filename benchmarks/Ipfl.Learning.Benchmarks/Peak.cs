using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Ipfl.Learning.Benchmarks;

/// <summary>What the machine can do at most: a large float32 matrix product, and float64 sums that never leave the registers, on all processors.</summary>
internal static class Peak
{
    private const int Size = 2048;
    private const int Bursts = 300;
    private const int Rounds = 200_000;
    private const int Sums = 16;

    /// <summary>Prints <c>machine peak GIGAFLOPS</c> and <c>machine peak64 GIGAFLOPS</c>.</summary>
    public static void Print()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        set_num_threads(Environment.ProcessorCount);
        var (a, b) = (randn(Size, Size), randn(Size, Size));
        var least = MarketStep.Least(10, () => a.matmul(b).Dispose());
        Console.WriteLine($"machine peak {2.0 * Size * Size * Size / least / 1e6:F0}");
        var threads = Environment.ProcessorCount;
        least = MarketStep.Least(Bursts, () => Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, _ => Add(1e-9)));
        Console.WriteLine($"machine peak64 {2.0 * threads * Rounds * Sums * Vector512<double>.Count / least / 1e6:F0}");
    }

    /// <summary>As many sums side by side as hide how long one addition takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Add(double number)
    {
        var x = Vector512.Create(number);
        Vector512<double> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x, m = x, n = x, o = x, p = x;
        for (var round = 0; round < Rounds; round++)
        {
            (a, b, c, d) = (Vector512.FusedMultiplyAdd(a, x, x), Vector512.FusedMultiplyAdd(b, x, x), Vector512.FusedMultiplyAdd(c, x, x), Vector512.FusedMultiplyAdd(d, x, x));
            (e, f, g, h) = (Vector512.FusedMultiplyAdd(e, x, x), Vector512.FusedMultiplyAdd(f, x, x), Vector512.FusedMultiplyAdd(g, x, x), Vector512.FusedMultiplyAdd(h, x, x));
            (i, j, k, l) = (Vector512.FusedMultiplyAdd(i, x, x), Vector512.FusedMultiplyAdd(j, x, x), Vector512.FusedMultiplyAdd(k, x, x), Vector512.FusedMultiplyAdd(l, x, x));
            (m, n, o, p) = (Vector512.FusedMultiplyAdd(m, x, x), Vector512.FusedMultiplyAdd(n, x, x), Vector512.FusedMultiplyAdd(o, x, x), Vector512.FusedMultiplyAdd(p, x, x));
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p);
    }
}
