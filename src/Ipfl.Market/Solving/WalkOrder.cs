using Ipfl.Market.Exact;

namespace Ipfl.Market.Solving;

/// <summary>
/// A buyer's sellers by threshold T descending (ties: lower index first), sorted only as far as somebody looks: the walk usually ends
/// after a few of many. So a seller waits under a bound of its threshold, and the threshold is found when nobody's bound is higher.
/// </summary>
internal sealed class WalkOrder(int capacity)
{
    private const double NearTie = 1e-13;
    private const int Halvings = 256;
    private const double Unknown = double.NaN;

    private readonly double[] _headrooms = new double[capacity];
    private readonly double[] _thresholds = new double[capacity];
    private readonly int[] _heap = new int[capacity];
    private readonly int[] _sorted = new int[capacity];
    private BuyerProblem _problem = null!;
    private int _heapSize;
    private int _sortedSize;

    public int Count => _problem.Count;

    public void Load(BuyerProblem problem)
    {
        (_problem, _heapSize, _sortedSize) = (problem, problem.Count, 0);
        problem.BoundThresholds(_thresholds);
        _headrooms.AsSpan(0, problem.Count).Fill(Unknown);
        for (var j = 0; j < problem.Count; j++) _heap[j] = j;
        for (var i = (_heapSize / 2) - 1; i >= 0; i--) SiftDown(i);
    }

    /// <summary>T of a seller that has been looked at; ∞ when its weight is 0.</summary>
    public double Threshold(int position) => _thresholds[position];

    /// <summary>T − <paramref name="size"/> of a seller that has been looked at, without the rounding that T has.</summary>
    public double ThresholdLess(int position, long size) => _headrooms[position] + (_problem.Sizes[position] - size);

    /// <summary>
    /// Whether the threshold as computed of one seller that has been looked at is lower than another's: of headroom and size without the
    /// rounding of their sum, so that the lowest stays so whatever is taken off. Near ties the walk's order, which is exact, may say otherwise.
    /// </summary>
    public bool IsLower(int a, int b)
    {
        var (ta, tb) = (_thresholds[a], _thresholds[b]);
        return ta < tb || (ta.Equals(tb) && double.IsFinite(ta) && RoundedOff(a) < RoundedOff(b));
    }

    /// <summary>The position of the seller that is <paramref name="rank"/>-th in the walk.</summary>
    public int At(int rank)
    {
        while (_sortedSize <= rank)
        {
            while (!IsFound(_heap[0]))
            {
                Find(_heap[0]);
                SiftDown(0);
            }

            _sorted[_sortedSize++] = _heap[0];
            _heap[0] = _heap[--_heapSize];
            SiftDown(0);
        }

        return _sorted[rank];
    }

    /// <summary>Exactly what T lacks of the sum of headroom and size (Knuth's two-sum).</summary>
    private double RoundedOff(int position)
    {
        var (headroom, size, sum) = (_headrooms[position], (double)_problem.Sizes[position], _thresholds[position]);
        var added = sum - headroom;
        return headroom - (sum - added) + (size - added);
    }

    private bool IsFound(int position) => !double.IsNaN(_headrooms[position]);

    private void Find(int position)
    {
        var (size, weight) = (_problem.Sizes[position], _problem.Weights[position]);
        _headrooms[position] = weight <= 0 ? double.PositiveInfinity : _problem.Gain.Headroom(_problem.Scale, size, weight);
        _thresholds[position] = _headrooms[position] + size;
    }

    private void SiftDown(int node)
    {
        var item = _heap[node];
        while (true)
        {
            var child = (2 * node) + 1;
            if (child >= _heapSize) break;
            if (child + 1 < _heapSize && Precedes(_heap[child + 1], _heap[child])) child++;
            if (!Precedes(_heap[child], item)) break;
            _heap[node] = _heap[child];
            node = child;
        }

        _heap[node] = item;
    }

    private bool Precedes(int a, int b)
    {
        var (ta, tb) = (_thresholds[a], _thresholds[b]);
        if (double.IsInfinity(ta) || double.IsInfinity(tb) || !IsFound(a) || !IsFound(b)) return ta > tb || (ta.Equals(tb) && a < b);
        return Math.Abs(ta - tb) <= NearTie * Math.Max(ta, tb) ? PrecedesExactly(a, b) : ta > tb;
    }

    private bool PrecedesExactly(int a, int b)
    {
        if (_problem.Alike(a, b)) return a < b;
        if (_problem.Sizes[a] == _problem.Sizes[b]) return CompareWeights(a, b) is var order && order == 0 ? a < b : order < 0;
        if (_problem.Gain is not IExactGain exact)
            return _thresholds[a].Equals(_thresholds[b]) ? a < b : _thresholds[a] > _thresholds[b];
        return Separate(a, b, exact) is var sign && sign == 0 ? a < b : sign > 0;
    }

    private int CompareWeights(int a, int b)
    {
        var (wa, wb) = (_problem.Weights[a], _problem.Weights[b]);
        return double.IsInfinity(wa) || double.IsInfinity(wb)
            ? wa.CompareTo(wb)
            : _problem.ExactWeight(a).CompareTo(_problem.ExactWeight(b));
    }

    /// <summary>The sign of T_a − T_b: halves an interval that holds both until a number lies between them.</summary>
    private int Separate(int a, int b, IExactGain exact)
    {
        var middle = Math.Max(_thresholds[a], _thresholds[b]);
        var (low, high) = (Fraction.Of(middle * (1 - (10 * NearTie))), Fraction.Of(middle * (1 + (10 * NearTie))));
        for (var i = 0; i < Halvings; i++)
        {
            var between = Fraction.Middle(low, high);
            var aAbove = _problem.ThresholdExceeds(a, between, exact);
            if (aAbove != _problem.ThresholdExceeds(b, between, exact)) return aAbove ? 1 : -1;
            if (aAbove) low = between;
            else high = between;
        }

        return 0;
    }
}
