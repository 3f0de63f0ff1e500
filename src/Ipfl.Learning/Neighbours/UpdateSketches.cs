using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>
/// Each update's direction, projected at random onto 512 numbers: every column is added to one of them, with a random sign (the sparsest of
/// the projections of Johnson and Lindenstrauss: Charikar, Chen and Farach-Colton 2002). The inner product of two sketches is their cosine
/// but for an error of about 1/√512 = 0.044.
/// </summary>
internal sealed class UpdateSketches
{
    /// <summary>Numbers in a sketch; a block of sketches is a block of <see cref="PairProducts"/>.</summary>
    public const int Size = UpdateMatrix.Stride;

    private const int Rows = 128;

    private readonly double[][] _blocks;
    private readonly int _count;

    private UpdateSketches(int count)
    {
        _count = count;
        _blocks = new double[(count + Rows - 1) / Rows][];
        Norms = new double[count];
    }

    /// <summary>‖D_i‖, exactly.</summary>
    public double[] Norms { get; }

    public static UpdateSketches Of(UpdateMatrix updates, long seed, int threads, CancellationToken cancellation)
    {
        var projection = Projection(updates.Size, seed);
        var sketches = new UpdateSketches(updates.Count);
        WorkerThreads.Run(threads, sketches._blocks.Length, () => new Workspace(), (space, block) =>
        {
            cancellation.ThrowIfCancellationRequested();
            sketches._blocks[block] = space.Sketch(updates, block, projection, sketches.Norms);
        });
        return sketches;
    }

    /// <summary>For each model the others whose sketches have the highest cosines with its own, at least 1 of them.</summary>
    public int[][] Nearest(int count, int threads, CancellationToken cancellation)
    {
        HighestScores[][] highest = [.. Enumerable.Range(0, _blocks.Length).Select(block => Enumerable.Range(0, RowsOf(block)).Select(_ => new HighestScores(count)).ToArray())];
        WorkerThreads.Run(threads, _blocks.Length, () => new double[Rows * Rows], (cosines, block) =>
        {
            for (var other = block; other < _blocks.Length; other++)
            {
                cancellation.ThrowIfCancellationRequested();
                Score(block, other, highest, cosines);
            }
        });
        return [.. highest.SelectMany(rows => rows.Select(row => row.Take()))];
    }

    /// <summary>Offers the cosines of a pair of blocks to both; which are the highest does not depend on the order of the pairs.</summary>
    private void Score(int block, int other, HighestScores[][] highest, double[] room)
    {
        var columns = _blocks[other].Length / Size;
        var cosines = room.AsSpan(0, _blocks[block].Length / Size * columns);
        cosines.Clear();
        PairProducts.Add(_blocks[block], _blocks[other], Size, cosines);

        // Of a block with itself, products stand on and above the diagonal alone.
        lock (highest[block])
        {
            for (var i = 0; i < RowsOf(block); i++)
                for (var j = block == other ? i + 1 : 0; j < RowsOf(other); j++) highest[block][i].Offer((other * Rows) + j, cosines[(i * columns) + j]);
        }

        lock (highest[other])
        {
            for (var i = 0; i < RowsOf(block); i++)
                for (var j = block == other ? i + 1 : 0; j < RowsOf(other); j++) highest[other][j].Offer((block * Rows) + i, cosines[(i * columns) + j]);
        }
    }

    private int RowsOf(int block) => Math.Min(Rows, _count - (block * Rows));

    /// <summary>For each column the place in the sketch that it is added to, or the complement of it where it is subtracted.</summary>
    private static short[] Projection(long size, long seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Sketch);
        var projection = new short[size];
        for (var c = 0L; c < size; c++)
        {
            var place = (short)random.NextInt(2 * Size);
            projection[c] = place < Size ? place : (short)~(place - Size);
        }

        return projection;
    }

    private sealed class Workspace
    {
        private readonly double[] _block = new double[Rows * UpdateMatrix.Stride];

        public double[] Sketch(UpdateMatrix updates, int block, short[] projection, double[] norms)
        {
            var (first, rows) = (block * Rows, Math.Min(Rows, updates.Count - (block * Rows)));
            var sketches = new double[PairProducts.Whole(rows) * Size];
            for (var columns = 0; columns < updates.ColumnBlocks; columns++)
            {
                updates.Fill(first, rows, columns, _block);
                var (from, width) = updates.Columns(columns);
                for (var i = 0; i < rows; i++)
                    norms[first + i] += Add(_block.AsSpan(i * UpdateMatrix.Stride, width), projection.AsSpan((int)from, width), sketches.AsSpan(i * Size, Size));
            }

            for (var i = 0; i < rows; i++)
            {
                norms[first + i] = Math.Sqrt(norms[first + i]);
                if (norms[first + i] == 0) continue;
                foreach (ref var number in sketches.AsSpan(i * Size, Size)) number /= norms[first + i];
            }

            return sketches;
        }

        private static double Add(ReadOnlySpan<double> update, ReadOnlySpan<short> projection, Span<double> sketch)
        {
            var squares = 0.0;
            for (var k = 0; k < update.Length; k++)
            {
                var (place, number) = (projection[k], update[k]);
                squares += number * number;
                if (place >= 0) sketch[place] += number;
                else sketch[~place] -= number;
            }

            return squares;
        }
    }
}
