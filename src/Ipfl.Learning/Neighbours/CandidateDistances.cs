using System.Numerics;

namespace Ipfl.Learning;

/// <summary>The exact cosine distances of some pairs of models.</summary>
internal static class CandidateDistances
{
    private const int Rows = 32;

    /// <summary>For each model all pairs that it is in, whichever of the two named the other.</summary>
    public static List<(int Other, double Distance)>[] Of(UpdateMatrix updates, double[] norms, int[][] candidates, int threads, CancellationToken cancellation)
    {
        int[][] later = Later(candidates);
        var distances = new double[later.Length][];
        WorkerThreads.Run(threads, (later.Length + Rows - 1) / Rows, () => new Workspace(), (space, tile) =>
        {
            cancellation.ThrowIfCancellationRequested();
            space.Measure(updates, norms, later, tile * Rows, distances);
        });
        var pairs = Array.ConvertAll(later, others => new List<(int, double)>(2 * others.Length));
        for (var i = 0; i < later.Length; i++)
        {
            for (var k = 0; k < later[i].Length; k++)
            {
                pairs[i].Add((later[i][k], distances[i][k]));
                pairs[later[i][k]].Add((i, distances[i][k]));
            }
        }

        return pairs;
    }

    /// <summary>Each pair once, under its lower row.</summary>
    private static int[][] Later(int[][] candidates)
    {
        var later = Array.ConvertAll(candidates, _ => new SortedSet<int>());
        for (var i = 0; i < candidates.Length; i++)
            foreach (var j in candidates[i]) later[Math.Min(i, j)].Add(Math.Max(i, j));
        return Array.ConvertAll(later, set => set.ToArray());
    }

    private sealed class Workspace
    {
        private readonly double[] _own = new double[Rows * UpdateMatrix.Stride];
        private readonly double[] _other = new double[PairProducts.Tile * UpdateMatrix.Stride];

        public void Measure(UpdateMatrix updates, double[] norms, int[][] later, int first, double[][] distances)
        {
            var rows = Math.Min(Rows, later.Length - first);

            // Partners in common are read once for the whole tile.
            var partners = Enumerable.Range(first, rows).SelectMany(i => later[i].Select((j, k) => (Partner: j, Row: i, Place: k))).GroupBy(pair => pair.Partner).ToArray();
            for (var i = first; i < first + rows; i++) distances[i] = new double[later[i].Length];
            for (var block = 0; block < updates.ColumnBlocks; block++)
            {
                var width = updates.Columns(block).Count;
                updates.Fill(first, rows, block, _own);
                foreach (var partner in partners)
                {
                    updates.Fill(partner.Key, 1, block, _other);
                    foreach (var (_, row, place) in partner) distances[row][place] += Dot(_own.AsSpan((row - first) * UpdateMatrix.Stride, width), _other.AsSpan(0, width));
                }
            }

            for (var i = first; i < first + rows; i++)
                for (var k = 0; k < later[i].Length; k++) distances[i][k] = 1 - Cosine(distances[i][k], norms[i], norms[later[i][k]]);
        }

        private static double Cosine(double product, double norm, double other) => norm == 0 || other == 0 ? 0 : Math.Clamp(product / (norm * other), -1, 1);

        private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            var (sum, lanes) = (Vector<double>.Zero, Vector<double>.Count);
            var whole = a.Length - (a.Length % lanes);
            for (var k = 0; k < whole; k += lanes) sum += new Vector<double>(a[k..]) * new Vector<double>(b[k..]);
            var total = Vector.Sum(sum);
            for (var k = whole; k < a.Length; k++) total += a[k] * b[k];
            return total;
        }
    }
}
