using static TorchSharp.torch;

namespace Ipfl.Learning.Benchmarks;

/// <summary>What the machine can do at most: a large float32 matrix product on all processors.</summary>
internal static class Peak
{
    private const int Size = 2048;

    /// <summary>Prints <c>machine peak GIGAFLOPS</c>.</summary>
    public static void Print()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        set_num_threads(Environment.ProcessorCount);
        var (a, b) = (randn(Size, Size), randn(Size, Size));
        var least = MarketStep.Least(10, () => a.matmul(b).Dispose());
        Console.WriteLine($"machine peak {2.0 * Size * Size * Size / least / 1e6:F0}");
    }
}
