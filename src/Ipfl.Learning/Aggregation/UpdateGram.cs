using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// All inner products ⟨D_i, D_j⟩ of the models' updates D = θ − θ⁰, or D_i = θ_i − origin_i: the upper half of one symmetric product in
/// float64, in blocks that stay in a core's cache. Memory beyond the models is the m² products and two blocks a thread, whatever m and d.
/// </summary>
internal sealed class UpdateGram
{
    /// <summary>Rows of a block.</summary>
    private const int Rows = 128;

    /// <summary>As many pieces of work as keep some processors busy where there are few pairs of row blocks.</summary>
    private const int Pieces = 64;

    private readonly double[,] _products;
    private readonly double[] _norms;

    private UpdateGram(double[,] products)
    {
        _products = products;
        _norms = [.. Enumerable.Range(0, Count).Select(i => Math.Sqrt(products[i, i]))];
    }

    /// <summary>m, how many models there are.</summary>
    public int Count => _products.GetLength(0);

    /// <summary>‖D_i‖.</summary>
    public double Norm(int i) => _norms[i];

    /// <summary>⟨D_i, D_j⟩.</summary>
    public double Product(int i, int j) => _products[i, j];

    /// <summary>cos(D_i, D_j), in [−1, 1]; 0 where one of them is the initial model itself, which points nowhere.</summary>
    public double Cosine(int i, int j) =>
        _norms[i] == 0 || _norms[j] == 0 ? 0 : Math.Clamp(_products[i, j] / (_norms[i] * _norms[j]), -1, 1);

    /// <summary>‖θ_i − θ_j‖² = ‖D_i‖² + ‖D_j‖² − 2⟨D_i, D_j⟩; rounding cannot make it negative. Only of a common origin.</summary>
    public double SquaredDistance(int i, int j) => Math.Max(0, _products[i, i] + _products[j, j] - (2 * _products[i, j]));

    /// <summary>Computes them for models [m, d] and the initial model [d], or an origin each [m, d], float32 or float64.</summary>
    /// <param name="models">θ.</param>
    /// <param name="initial">θ⁰ or the origins.</param>
    /// <param name="threads">Worker threads; null is one per processor. The result is the same to the bit with any number.</param>
    public static UpdateGram Of(Tensor models, Tensor initial, int? threads = null)
    {
        using var updates = UpdateMatrix.Of(models, initial);
        return Of(updates, threads);
    }

    /// <summary>Computes them for updates wherever they lie.</summary>
    public static UpdateGram Of(UpdateMatrix updates, int? threads = null)
    {
        var (plan, products) = (Plan(updates), new double[updates.Count, updates.Count]);
        var parts = new double[plan.Length][];
        WorkerThreads.Run(threads ?? Environment.ProcessorCount, plan.Length, () => new Workspace(), (space, item) =>
        {
            var sums = space.Sum(updates, plan[item]);
            if (plan[item].IsAll(updates)) Add(sums, plan[item], products);
            else parts[item] = sums;
        });
        for (var item = 0; item < plan.Length; item++)
            if (parts[item] is { } part) Add(part, plan[item], products);
        return new(products);
    }

    /// <summary>
    /// What is summed in one piece: a pair of row blocks over some blocks of columns. It depends on m and d alone, and so does the order of
    /// every sum.
    /// </summary>
    private static Piece[] Plan(UpdateMatrix updates)
    {
        var rowBlocks = (updates.Count + Rows - 1) / Rows;
        var pairs = rowBlocks * (rowBlocks + 1) / 2;
        var segments = Math.Clamp(Pieces / Math.Max(1, pairs), 1, Math.Max(1, updates.ColumnBlocks));
        int Edge(int segment) => (int)((long)segment * updates.ColumnBlocks / segments);
        return
        [
            .. from a in Enumerable.Range(0, rowBlocks)
               from b in Enumerable.Range(a, rowBlocks - a)
               from segment in Enumerable.Range(0, segments)
               select new Piece(a * Rows, b * Rows, Edge(segment), Edge(segment + 1)),
        ];
    }

    private static void Add(double[] part, Piece piece, double[,] products)
    {
        var count = products.GetLength(0);
        var (rows, columns) = (Math.Min(Rows, count - piece.FirstRow), Math.Min(Rows, count - piece.FirstColumn));
        var stride = PairProducts.Whole(columns);
        for (var i = 0; i < rows; i++)
        {
            // The upper half serves both, so that the matrix is symmetric to the last bit.
            for (var j = piece.IsDiagonal ? i : 0; j < columns; j++)
            {
                var (a, b) = (piece.FirstRow + i, piece.FirstColumn + j);
                products[b, a] = products[a, b] += part[(i * stride) + j];
            }
        }
    }

    private readonly record struct Piece(int FirstRow, int FirstColumn, int FirstBlock, int EndBlock)
    {
        public bool IsDiagonal => FirstRow == FirstColumn;

        /// <summary>Whether it has all columns, so that nobody else adds to its entries.</summary>
        public bool IsAll(UpdateMatrix updates) => FirstBlock == 0 && EndBlock == updates.ColumnBlocks;
    }

    private sealed class Workspace
    {
        private readonly double[] _a = new double[Rows * UpdateMatrix.Stride];
        private double[]? _b;

        public double[] Sum(UpdateMatrix updates, Piece piece)
        {
            var (rows, columns) = (Math.Min(Rows, updates.Count - piece.FirstRow), Math.Min(Rows, updates.Count - piece.FirstColumn));
            var (wholeRows, wholeColumns) = (PairProducts.Whole(rows), PairProducts.Whole(columns));
            var sums = new double[wholeRows * wholeColumns];
            var a = _a.AsSpan(0, wholeRows * UpdateMatrix.Stride);
            var b = piece.IsDiagonal ? a : (_b ??= new double[Rows * UpdateMatrix.Stride]).AsSpan(0, wholeColumns * UpdateMatrix.Stride);
            for (var block = piece.FirstBlock; block < piece.EndBlock; block++)
            {
                updates.Fill(piece.FirstRow, rows, block, a);
                if (!piece.IsDiagonal) updates.Fill(piece.FirstColumn, columns, block, b);
                PairProducts.Add(a, b, updates.Columns(block).Count, sums);
            }

            return sums;
        }
    }
}
