using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The models' updates D = θ − θ⁰, or D_i = θ_i − origin_i, as float64 in blocks of some rows and columns. Blocks are stored with
/// <see cref="Stride"/> numbers to a row and filled up with zeros to whole tiles of <see cref="PairProducts"/>.
/// </summary>
internal sealed class UpdateMatrix : IDisposable
{
    /// <summary>The most columns of a block: with 128 rows it is half a megabyte, and stays in a core's cache.</summary>
    public const int Stride = 512;

    private readonly NumberRows _models;
    private readonly NumberRows? _origins;

    private UpdateMatrix(NumberRows models, NumberRows? origins) => (_models, _origins) = (models, origins);

    /// <summary>m.</summary>
    public int Count => _models.Count;

    /// <summary>d.</summary>
    public long Size => _models.Size;

    /// <summary>How many blocks the columns make.</summary>
    public int ColumnBlocks => (int)((Size + Stride - 1) / Stride);

    /// <summary>The updates of models [m, d] from an initial model [d] or from an origin each [m, d].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or the numbers are neither float32 nor float64.</exception>
    public static UpdateMatrix Of(Tensor models, Tensor origins)
    {
        if (models.dim() != 2) throw new ArgumentException($"models must be [m, d], not [{string.Join(", ", models.shape)}]", nameof(models));
        var fits = origins.dim() == 1 ? origins.shape[0] == models.shape[1] : origins.shape.SequenceEqual(models.shape);
        if (!fits) throw new ArgumentException($"the initial model must be [{models.shape[1]}], not [{string.Join(", ", origins.shape)}]", nameof(origins));
        return new(NumberRows.Of(models), NumberRows.Of(origins));
    }

    /// <summary>The models themselves, as if all began at 0.</summary>
    /// <exception cref="ArgumentException">The shape does not fit, or the numbers are neither float32 nor float64.</exception>
    public static UpdateMatrix OfModels(Tensor models) => models.dim() == 2
        ? new(NumberRows.Of(models), null)
        : throw new ArgumentException($"models must be [m, d], not [{string.Join(", ", models.shape)}]", nameof(models));

    /// <summary>The same for rows that the result then owns.</summary>
    public static UpdateMatrix Of(NumberRows models, NumberRows origins) => new(models, origins);

    /// <summary>The columns of a block: first column and how many.</summary>
    public (long First, int Count) Columns(int block) => ((long)block * Stride, (int)Math.Min(Stride, Size - ((long)block * Stride)));

    /// <summary>Fills <paramref name="block"/> with rows from <paramref name="firstRow"/> on.</summary>
    /// <param name="firstRow">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="columns">Which block of columns.</param>
    /// <param name="block">At least rows, rounded up to a multiple of <see cref="PairProducts.Tile"/>, times <see cref="Stride"/> numbers.</param>
    public void Fill(int firstRow, int rows, int columns, Span<double> block)
    {
        var (first, count) = Columns(columns);
        for (var i = 0; i < rows; i++)
        {
            var row = block.Slice(i * Stride, Stride);
            _models.Read(firstRow + i, first, row[..count]);
            _origins?.Subtract(_origins.Count == 1 ? 0 : firstRow + i, first, row[..count]);
            row[count..].Clear();
        }

        block[(rows * Stride)..(PairProducts.Whole(rows) * Stride)].Clear();
    }

    /// <summary>Puts a piece of model <paramref name="row"/> itself into <paramref name="target"/>.</summary>
    public void ReadModel(int row, int columns, Span<double> target) => _models.Read(row, Columns(columns).First, target);

    /// <inheritdoc/>
    public void Dispose()
    {
        _models.Dispose();
        _origins?.Dispose();
    }
}
