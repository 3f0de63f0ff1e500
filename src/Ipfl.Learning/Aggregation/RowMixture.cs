using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Σ_j M_ij D_j for all i, or θ_i + Σ_j M_ij D_j: a matrix product in float64 over blocks of columns that passes over what is 0 in M. Four
/// rows of the result are made at a time, from the updates that any of them needs.
/// </summary>
internal static class RowMixture
{
    private const int Rows = 4;

    /// <summary>Computes it.</summary>
    /// <param name="updates">D, m of them.</param>
    /// <param name="matrix">M, [n, m]; n = m where models are added.</param>
    /// <param name="addModels">Whether θ_i is added to row i.</param>
    /// <param name="dtype">The number type of the result.</param>
    /// <param name="threads">Worker threads; null is one per processor. The result is the same to the bit with any number.</param>
    /// <returns>[n, d]; the caller's.</returns>
    public static Tensor Of(UpdateMatrix updates, double[,] matrix, bool addModels, ScalarType dtype, int? threads = null)
    {
        var result = empty(matrix.GetLength(0), updates.Size, dtype: dtype);
        using var target = NumberRows.Of(result);
        Write(updates, matrix, addModels ? [.. Enumerable.Range(0, target.Count)] : null, target, threads);
        return result;
    }

    /// <summary>Computes it into rows that are there already.</summary>
    /// <param name="updates">D, m of them.</param>
    /// <param name="matrix">M, [n, m].</param>
    /// <param name="models">Which model is added to each of the n rows; null adds none.</param>
    /// <param name="target">The n rows.</param>
    /// <param name="threads">Worker threads; null is one per processor.</param>
    public static void Write(UpdateMatrix updates, double[,] matrix, int[]? models, NumberRows target, int? threads)
    {
        RowGroup[] groups = [.. Enumerable.Range(0, (target.Count + Rows - 1) / Rows).Select(group => RowGroup.Of(matrix, group * Rows))];
        WorkerThreads.Run(threads ?? Environment.ProcessorCount, updates.ColumnBlocks, () => new Workspace(updates, groups), (space, block) => space.Write(block, models, target));
    }

    /// <summary>Four rows of M: the columns that are not 0 in all of them, and the entries there, four to a column.</summary>
    private sealed record RowGroup(int First, int Count, int[] Sources, double[] Factors)
    {
        public static RowGroup Of(double[,] matrix, int first)
        {
            var count = Math.Min(Rows, matrix.GetLength(0) - first);
            var sources = new List<int>();
            for (var j = 0; j < matrix.GetLength(1); j++)
                if (IsNeeded(matrix, first, count, j)) sources.Add(j);
            var factors = new double[Rows * sources.Count];
            for (var k = 0; k < sources.Count; k++)
                for (var i = 0; i < count; i++) factors[(Rows * k) + i] = matrix[first + i, sources[k]];
            return new(first, count, [.. sources], factors);
        }

        private static bool IsNeeded(double[,] matrix, int first, int count, int column)
        {
            for (var i = first; i < first + count; i++)
                if (matrix[i, column] != 0) return true;
            return false;
        }
    }

    private sealed class Workspace(UpdateMatrix updates, RowGroup[] groups)
    {
        private readonly double[] _block = new double[PairProducts.Whole(updates.Count) * UpdateMatrix.Stride];
        private readonly double[] _rows = new double[Rows * UpdateMatrix.Stride];
        private readonly double[] _model = new double[UpdateMatrix.Stride];

        public void Write(int block, int[]? models, NumberRows target)
        {
            var (first, width) = updates.Columns(block);
            updates.Fill(0, updates.Count, block, _block);
            foreach (var group in groups)
            {
                Mix(group, width);
                for (var i = 0; i < group.Count; i++)
                {
                    var row = _rows.AsSpan(i * UpdateMatrix.Stride, width);
                    if (models is not null) AddModel(models[group.First + i], block, row);
                    target.Write(group.First + i, first, row);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddModel(int row, int block, Span<double> sums)
        {
            var model = _model.AsSpan(0, sums.Length);
            updates.ReadModel(row, block, model);
            for (var k = 0; k < sums.Length; k++) sums[k] += model[k];
        }

        /// <summary>Thirty-two columns at a time; the block's columns beyond the width are 0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Mix(RowGroup group, int width)
        {
            var lanes = (nuint)Vector512<double>.Count;
            const nuint s = UpdateMatrix.Stride;
            ref var block = ref _block[0];
            ref var rows = ref _rows[0];
            var (sources, factors) = (group.Sources, group.Factors);
            for (nuint column = 0; column < (nuint)width; column += 4 * lanes)
            {
                Vector512<double> c00 = default, c01 = default, c02 = default, c03 = default;
                Vector512<double> c10 = default, c11 = default, c12 = default, c13 = default;
                Vector512<double> c20 = default, c21 = default, c22 = default, c23 = default;
                Vector512<double> c30 = default, c31 = default, c32 = default, c33 = default;
                for (var k = 0; k < sources.Length; k++)
                {
                    var at = ((nuint)sources[k] * s) + column;
                    var d0 = Vector512.LoadUnsafe(ref block, at);
                    var d1 = Vector512.LoadUnsafe(ref block, at + lanes);
                    var d2 = Vector512.LoadUnsafe(ref block, at + (2 * lanes));
                    var d3 = Vector512.LoadUnsafe(ref block, at + (3 * lanes));
                    var factor = Vector512.Create(factors[Rows * k]);
                    (c00, c01) = (Vector512.FusedMultiplyAdd(factor, d0, c00), Vector512.FusedMultiplyAdd(factor, d1, c01));
                    (c02, c03) = (Vector512.FusedMultiplyAdd(factor, d2, c02), Vector512.FusedMultiplyAdd(factor, d3, c03));
                    factor = Vector512.Create(factors[(Rows * k) + 1]);
                    (c10, c11) = (Vector512.FusedMultiplyAdd(factor, d0, c10), Vector512.FusedMultiplyAdd(factor, d1, c11));
                    (c12, c13) = (Vector512.FusedMultiplyAdd(factor, d2, c12), Vector512.FusedMultiplyAdd(factor, d3, c13));
                    factor = Vector512.Create(factors[(Rows * k) + 2]);
                    (c20, c21) = (Vector512.FusedMultiplyAdd(factor, d0, c20), Vector512.FusedMultiplyAdd(factor, d1, c21));
                    (c22, c23) = (Vector512.FusedMultiplyAdd(factor, d2, c22), Vector512.FusedMultiplyAdd(factor, d3, c23));
                    factor = Vector512.Create(factors[(Rows * k) + 3]);
                    (c30, c31) = (Vector512.FusedMultiplyAdd(factor, d0, c30), Vector512.FusedMultiplyAdd(factor, d1, c31));
                    (c32, c33) = (Vector512.FusedMultiplyAdd(factor, d2, c32), Vector512.FusedMultiplyAdd(factor, d3, c33));
                }

                Store(ref rows, column, lanes, c00, c01, c02, c03);
                Store(ref rows, column + s, lanes, c10, c11, c12, c13);
                Store(ref rows, column + (2 * s), lanes, c20, c21, c22, c23);
                Store(ref rows, column + (3 * s), lanes, c30, c31, c32, c33);
            }
        }

        private static void Store(ref double rows, nuint at, nuint lanes, Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d)
        {
            a.StoreUnsafe(ref rows, at);
            b.StoreUnsafe(ref rows, at + lanes);
            c.StoreUnsafe(ref rows, at + (2 * lanes));
            d.StoreUnsafe(ref rows, at + (3 * lanes));
        }
    }
}
