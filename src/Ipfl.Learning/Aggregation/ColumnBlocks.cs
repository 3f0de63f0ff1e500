using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Goes through all models' columns in float64 a block at a time, so that only a block is ever held twice. The size of a block depends on
/// the number of models alone, and so does the order of every sum.
/// </summary>
internal static class ColumnBlocks
{
    private const long NumbersInBlock = 1 << 22;

    /// <summary>
    /// Calls <paramref name="visit"/> with the first column, the block of models and the block of D = θ − θ⁰, both float64 [m, columns],
    /// valid during the call. Models may have an origin each instead of the common θ⁰: [m, d] in place of [d].
    /// </summary>
    public static void Visit(Tensor models, Tensor initial, Action<long, Tensor, Tensor> visit)
    {
        Check(models, initial);
        using var single = TorchThreads.One();
        using var untracked = no_grad();
        var (m, d) = (models.shape[0], models.shape[1]);
        var width = Math.Max(1, NumbersInBlock / Math.Max(1, m));
        for (var start = 0L; start < d; start += width)
        {
            using var scope = NewDisposeScope();
            var columns = Math.Min(width, d - start);
            var block = models.narrow(1, start, columns).to_type(ScalarType.Float64);
            visit(start, block, block - initial.narrow(-1, start, columns).to_type(ScalarType.Float64));
        }
    }

    private static void Check(Tensor models, Tensor initial)
    {
        if (models.dim() != 2) throw new ArgumentException($"models must be [m, d], not [{string.Join(", ", models.shape)}]", nameof(models));
        if (initial.dim() == 2 && initial.shape.SequenceEqual(models.shape)) return;
        if (initial.dim() != 1 || initial.shape[0] != models.shape[1])
            throw new ArgumentException($"the initial model must be [{models.shape[1]}], not [{string.Join(", ", initial.shape)}]", nameof(initial));
    }
}
