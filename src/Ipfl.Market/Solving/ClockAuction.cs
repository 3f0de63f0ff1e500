using System.Runtime.InteropServices;

namespace Ipfl.Market.Solving;

/// <summary>
/// The deferred-acceptance auction of one buyer. All sellers that would be worth their weight alone enter; while the largest score is above
/// 0, the seller that has it is dropped. A seller that stays never changes who else is dropped.
/// </summary>
internal sealed class ClockAuction
{
    /// <summary>Nobody is kept in whatever its cost.</summary>
    public const int Nobody = -1;

    /// <summary>Of what a payment is made of, the share that rounding may take.</summary>
    private const double Rounding = 4e-15;

    private readonly BuyerProblem _problem;
    private readonly ClockScores _scores;
    private readonly DropOrder _order;
    private readonly ClockHorizon _horizon;
    private readonly List<int> _entered = [];
    private readonly List<int> _pool = [];
    private readonly bool[] _isActive;
    private readonly double[] _prices;
    private readonly List<Drop> _drops = [];
    private readonly Dictionary<int, int> _members = [];
    private readonly Dictionary<int, int> _lastOf = [];
    private int _resolved;

    public ClockAuction(BuyerProblem problem)
    {
        (_problem, _scores, _horizon) = (problem, new(problem), new(problem));
        (_order, _isActive, _prices) = (new(problem, _scores), new bool[problem.Capacity], new double[problem.Capacity]);
    }

    /// <summary>n at the end: the buyer's own samples and those of the winners.</summary>
    public Int128 Total { get; private set; }

    /// <summary>Who was there at the beginning, but for those of whom nothing depends on it.</summary>
    public IReadOnlyList<int> Entered => _entered;

    /// <summary>Whether the seller at <paramref name="position"/> is among the winners.</summary>
    public bool Wins(int position) => _isActive[position];

    /// <summary>Runs the auction of the buyer that is loaded.</summary>
    /// <param name="kept">A seller that takes part and is never dropped, to see up to which cost it would have won; or <see cref="Nobody"/>.</param>
    public void Run(int kept = Nobody)
    {
        _scores.Load();

        // Of clusters everybody matters, as long as there are others of it.
        if (!_problem.IsExclusive && RunWithinHorizons(kept)) return;
        Begin();
        for (var j = 0; j < _problem.Count; j++) Enter(j, kept);
        if (_problem.IsExclusive) Resolve(kept);
        Descend(kept);
    }

    /// <summary>
    /// The cost up to which a winner, or the seller that was kept, wins: never below the exact number, so that no winner is paid less than
    /// its cost, and whatever its cost was.
    /// </summary>
    public double PriceOf(int position)
    {
        ref var price = ref _prices[position];
        return double.IsNaN(price) ? price = Price(position) : price;
    }

    private double Price(int position)
    {
        var (root, penalty) = (_scores.Root(position), _problem.Penalties[position]);
        var price = RoundedUp(_scores.Marginal(position, Total), 0, penalty);
        price = LowestOf(position, root, _resolved, _drops.Count, price);

        // Before, it was in the pool only until its own cluster had come down to one.
        return _problem.IsExclusive && _lastOf.TryGetValue(_problem.ClusterOf(position), out var last) ? LowestOf(position, root, 0, last + 1, price) : price;
    }

    /// <summary>Who was dropped, in order, and whether a winner was in the same pool then.</summary>
    public IEnumerable<(int Dropped, bool Competed)> DropsFor(int position)
    {
        var last = _problem.IsExclusive && _lastOf.TryGetValue(_problem.ClusterOf(position), out var found) ? found : -1;
        return _drops.Select((drop, k) => (drop.Position, k <= last || k >= _resolved));
    }

    /// <summary>The lowest of <paramref name="price"/> and the costs at which the seller would have tied in a run of drops.</summary>
    private double LowestOf(int position, double root, int from, int to, double price)
    {
        if (from == to) return price;

        // Going back, totals rise and scores do: no earlier drop sets a lower price than this bound.
        var least = _scores.Marginal(position, _drops[from].Total) - _problem.Penalties[position];
        for (var k = to - 1; k >= from && least + (_drops[k].Score.Least * root) < price; k--) price = Math.Min(price, PriceAt(position, _drops[k], root));
        return price;
    }

    /// <summary>The cost at which the seller would have tied with one that was dropped: m_j(n) + s N_j^β − λ d_j N_j/N_i.</summary>
    private double PriceAt(int position, Drop drop, double root)
    {
        var dropped = drop.Position;
        var penalty = _problem.Penalties[position];
        if (_problem.Sizes[dropped] != _problem.Sizes[position])
        {
            var score = drop.Score.Value * root;
            return RoundedUp(_scores.Marginal(position, drop.Total), score, penalty) + (Rounding * Math.Abs(score)) + (drop.Score.Error * root);
        }

        // Of one size it is the cost of the other but for their penalties.
        var (cost, difference) = (_problem.CostOf(dropped), _problem.Penalties[dropped] - penalty);
        return difference == 0 ? cost : cost + difference + (Rounding * (cost + penalty + Math.Abs(difference)));
    }

    private static double RoundedUp(double marginal, double score, double penalty) => marginal + score - penalty + (Rounding * (marginal + penalty));

    /// <summary>Runs it among the sellers within a horizon. False where none was found.</summary>
    private bool RunWithinHorizons(int kept)
    {
        _horizon.Load();
        while (_horizon.Next(j => Enters(j, kept)))
        {
            if (RunWithin(kept)) return true;
        }

        return false;
    }

    /// <summary>Runs it among the sellers within the horizon. False where those beyond might have set a price.</summary>
    private bool RunWithin(int kept)
    {
        Begin();
        foreach (var position in _horizon.Within) Enter(position, kept);
        if (kept != Nobody && !_isActive[kept]) Enter(kept, kept);
        Descend(kept);
        return _entered.TrueForAll(position => !_isActive[position] || _horizon.SetsNoPriceBelow(PriceOf(position), position));
    }

    private void Begin()
    {
        Total = _problem.Own;
        _isActive.AsSpan(0, _problem.Count).Clear();
        _entered.Clear();
        _drops.Clear();
    }

    /// <summary>Those enter that sell and that the buyer would want alone: c_j &lt; cap_j.</summary>
    private bool Enters(int position, int kept) => position == kept || _problem.CompareIncrement(_problem.Own, position) > 0;

    private void Enter(int position, int kept)
    {
        if (!Enters(position, kept)) return;
        _isActive[position] = true;
        _entered.Add(position);
        _prices[position] = double.NaN;
        Total += _problem.Sizes[position];
    }

    /// <summary>Drops until of no cluster more than one is left, whatever the scores.</summary>
    private void Resolve(int kept)
    {
        _members.Clear();
        _lastOf.Clear();
        foreach (var position in _entered) CollectionsMarshal.GetValueRefOrAddDefault(_members, _problem.ClusterOf(position), out _)++;

        var crowded = _members.Count(cluster => cluster.Value > 1);
        if (crowded == 0) return;
        LoadOrder(kept, crowdedOnly: true);
        while (crowded > 0 && _order.Next(Total) is var (position, score))
        {
            var cluster = _problem.ClusterOf(position);

            // The last of a cluster is out of the pool.
            if (_members[cluster] == 1) continue;
            _lastOf[cluster] = _drops.Count;
            DropOne(position, score);
            if (--_members[cluster] == 1) crowded--;
        }
    }

    private void Descend(int kept)
    {
        _resolved = _drops.Count;
        LoadOrder(kept, crowdedOnly: false);
        while (_order.Next(Total) is var (position, score) && IsAboveZero(position, score)) DropOne(position, score);
    }

    private bool IsAboveZero(int position, Score score) =>
        score.Least > 0 || (score.Most >= 0 && _problem.CompareIncrement(Total - _problem.Sizes[position], position) < 0);

    private void LoadOrder(int kept, bool crowdedOnly)
    {
        _pool.Clear();
        foreach (var position in _entered)
        {
            if (_isActive[position] && position != kept && !(crowdedOnly && _members[_problem.ClusterOf(position)] == 1)) _pool.Add(position);
        }

        _order.Load(CollectionsMarshal.AsSpan(_pool));
    }

    private void DropOne(int position, Score score)
    {
        _drops.Add(new(position, Total, score));
        _isActive[position] = false;
        Total -= _problem.Sizes[position];
    }

    /// <summary>Who was dropped, at which total and score.</summary>
    private readonly record struct Drop(int Position, Int128 Total, Score Score);
}
