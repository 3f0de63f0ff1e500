using System.Numerics;

namespace Ipfl.Market.Solving;

/// <summary>
/// Of very many sellers only some matter: those that ask so much for their size that they are dropped before anybody of the others, and at
/// scores that set no price of a winner, may as well not have been there. A seller's score lies between
/// <code>(w − G′(n) N) / N^β   and   w / N^β     at every total from n + N on</code>
/// (the gain lies below its tangent), so it is enough that the lower bound of everybody beyond the horizon is above the upper bound of
/// everybody within, n being the buyer's total with those within. Compared are fourth powers, w⁴/N, which are monotone in the same way.
/// The nearer a horizon, the less there is to do and the harder it is to find: places are looked at from the nearest on, twice as far each time.
/// </summary>
internal sealed class ClockHorizon(BuyerProblem problem)
{
    /// <summary>With fewer sellers it is not worth the while.</summary>
    private const int Fewest = 512;

    /// <summary>About so many are looked at closely.</summary>
    private const int Wanted = 1024;

    /// <summary>The nearest place for a horizon.</summary>
    private const int Nearest = 96;
    private const int Sampled = 256;

    /// <summary>Far wider than the rounding of either side.</summary>
    private const double Margin = 1 + 1e-9;

    private readonly double[] _keys = new double[problem.Capacity];
    private readonly int[] _near = new int[problem.Capacity];
    private readonly double[] _nearKeys = new double[problem.Capacity];
    private readonly double[] _sample = new double[Sampled];
    private int _nearCount;
    private int _reach;
    private int _summed;
    private Int128 _total;
    private double _limit;
    private int _count;

    // The fourth power of a number that the score of everybody beyond is above when it is dropped.
    private double _beyond;

    /// <summary>The sellers within the horizon.</summary>
    public ReadOnlySpan<int> Within => _near.AsSpan(0, _count);

    /// <summary>Takes up the loaded problem.</summary>
    public void Load()
    {
        (_nearCount, _reach, _summed, _total) = (0, Nearest, 0, problem.Own);
        if (problem.Count < Fewest) return;
        _limit = Limit();
        Gather();
        if (_nearCount == problem.Count) _nearCount = 0;
        Array.Sort(_nearKeys, _near, 0, _nearCount);
    }

    /// <summary>Looks for the next horizon. False where there is none, and all sellers matter.</summary>
    /// <param name="enters">Tells whether the seller at a position takes part.</param>
    public bool Next(Func<int, bool> enters)
    {
        for (_count = 0; _count == 0 && _reach < _nearCount; _reach *= 2)
        {
            // Any horizon from here on has at least these within it.
            for (; _summed < _reach; _summed++)
            {
                if (enters(_near[_summed])) _total += problem.Sizes[_near[_summed]];
            }

            Find(problem.Gain.Slope(problem.Scale, (double)_total));
        }

        return _count > 0;
    }

    /// <summary>The nearest horizon beyond the reach.</summary>
    private void Find(double slope)
    {
        var least = LeastBeyond(slope);
        for (var k = _nearCount - 1; k >= _reach; k--)
        {
            least = Math.Min(least, Lower(_near[k], slope));
            if (least > _nearKeys[k - 1] * Margin) (_count, _beyond) = (k, least);
        }
    }

    /// <summary>Whether whoever was dropped beyond the horizon was dropped at a score at which the seller would have tied at a higher price.</summary>
    public bool SetsNoPriceBelow(double price, int position) => _beyond > Power(price + problem.Penalties[position]) / problem.Sizes[position] * Margin;

    /// <summary>A key that about as many are below as are wanted.</summary>
    private double Limit()
    {
        Fill();
        var step = problem.Count / (double)Sampled;
        for (var k = 0; k < Sampled; k++) _sample[k] = _keys[(int)(k * step)];
        Array.Sort(_sample);
        return _sample[Math.Min(Sampled - 1, (int)(Wanted / step))];
    }

    /// <summary>w⁴/N of every seller.</summary>
    private void Fill()
    {
        var (weights, sizes, count) = (problem.Weights, problem.Sizes, problem.Count);
        var whole = count - (count % Vector<double>.Count);
        for (var j = 0; j < whole; j += Vector<double>.Count)
        {
            var square = new Vector<double>(weights, j) * new Vector<double>(weights, j);
            (square * square / Vector.ConvertToDouble(new Vector<long>(sizes, j))).CopyTo(_keys, j);
        }

        for (var j = whole; j < count; j++) _keys[j] = Power(weights[j]) / sizes[j];
    }

    private void Gather()
    {
        var keys = _keys.AsSpan(0, problem.Count);
        for (var j = 0; j < keys.Length; j++)
        {
            if (keys[j] <= _limit) (_near[_nearCount], _nearKeys[_nearCount++]) = (j, keys[j]);
        }
    }

    private double LeastBeyond(double slope)
    {
        var (weights, sizes, count) = (problem.Weights, problem.Sizes, problem.Count);
        var (least, whole) = (new Vector<double>(double.PositiveInfinity), count - (count % Vector<double>.Count));
        for (var j = 0; j < whole; j += Vector<double>.Count)
        {
            var size = Vector.ConvertToDouble(new Vector<long>(sizes, j));
            var excess = Vector.Max(Vector<double>.Zero, new Vector<double>(weights, j) - (size * slope));
            var lower = excess * excess * (excess * excess) / size;
            least = Vector.Min(least, Vector.ConditionalSelect(Vector.GreaterThan(new Vector<double>(_keys, j), new(_limit)), lower, new(double.PositiveInfinity)));
        }

        var result = double.PositiveInfinity;
        for (var k = 0; k < Vector<double>.Count; k++) result = Math.Min(result, least[k]);
        for (var j = whole; j < count; j++)
        {
            if (_keys[j] > _limit) result = Math.Min(result, Lower(j, slope));
        }

        return result;
    }

    private double Lower(int position, double slope) =>
        Power(Math.Max(0, problem.Weights[position] - (slope * problem.Sizes[position]))) / problem.Sizes[position];

    private static double Power(double value) => value * value * (value * value);
}
