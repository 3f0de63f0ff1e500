namespace Ipfl.Market.Auditing;

/// <summary>How an audit searches, and what its deposits assume.</summary>
public sealed record AuditOptions
{
    /// <summary>The defaults.</summary>
    public static readonly AuditOptions Default = new();

    /// <summary>The least probability of detection: deposits stay finite.</summary>
    public const double LeastDetection = 1e-6;

    /// <summary>q, the probability with which a check catches a false number of samples: from <see cref="LeastDetection"/> to 1. Default: 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in that range.</exception>
    public double Detection
    {
        get;
        init => field = value is >= LeastDetection and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"the probability of detection must be from {LeastDetection} to 1");
    } = 0.1;

    /// <summary>False samples and gain scales, and costs where they are not exact, are searched from the truth divided by this to the truth times this, and beyond at every doubling: &gt; 1, at most 2²⁰. Default: 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (1, 2²⁰].</exception>
    public double Span
    {
        get;
        init => field = value is > 1 and <= 1 << 20
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the span of the search must be above 1 and at most 2²⁰");
    } = 16;

    /// <summary>Reports tried per doubling within the span: 1 to 1000. Default: 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 1 … 1000.</exception>
    public int PointsPerOctave
    {
        get;
        init => field = value is >= 1 and <= 1000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "points per octave must be from 1 to 1000");
    } = 16;

    /// <summary>How often the gaps beside the best local maxima, and over jumps, are divided by four: 0 to 20. Default: 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0 … 20.</exception>
    public int Refinements
    {
        get;
        init => field = value is >= 0 and <= 20
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "refinements must be from 0 to 20");
    } = 5;

    /// <summary>Second names are tried in markets of so many participants at most, as each costs some solves of the whole market: ≥ 0; 0 tries none. Default: 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int NamesUpTo
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the largest market whose names are tried must be ≥ 0");
    } = 50;

    /// <summary>Pairs of sellers are tried in markets of so many participants at most, as there are many: ≥ 0; 0 tries none. Default: 20.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int PairsUpTo
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the largest market whose pairs are tried must be ≥ 0");
    } = 20;

    /// <summary>What an exact solver may spend on one question about one buyer, as of <see cref="SolveOptions.Budget"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public long? Budget
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the budget must be at least one node");
    }

    /// <summary>Worker threads, ≥ 1; null uses all processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int? Threads
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "there must be at least one thread");
    }

    internal SolveOptions Solving => new() { Threads = Threads, Budget = Budget };
}
