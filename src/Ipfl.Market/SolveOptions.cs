namespace Ipfl.Market;

/// <summary>How a round is solved: none of it changes an outcome, but for <see cref="Fallback"/>, which the outcome then names.</summary>
public sealed record SolveOptions
{
    /// <summary>All processors, the usual budget, no fallback.</summary>
    public static readonly SolveOptions Default = new();

    /// <summary>The usual <see cref="Budget"/>: random markets of several hundred need a small part of it, and it is used up within seconds.</summary>
    public const long DefaultBudget = 1 << 20;

    /// <summary>Worker threads, ≥ 1; null uses all processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int? Threads
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "there must be at least one thread");
    }

    /// <summary>
    /// What an exact solver may spend on one buyer, in nodes of its search tree (other work is charged in proportion): time and memory grow
    /// with it. ≥ 1; null is <see cref="DefaultBudget"/>. Mechanisms that search nothing do not need it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public long? Budget
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "the budget must be at least one node");
    }

    /// <summary>Solves the WHOLE round instead, where the budget does not suffice for one buyer; null ends the solve with a <see cref="BudgetExceededException"/>.</summary>
    public Mechanism? Fallback { get; init; }

    /// <summary>Whether <see cref="Outcome.Efficiency"/> is to be found, which takes an exact solve more.</summary>
    public bool Efficiency { get; init; }

    internal long Nodes => Budget ?? DefaultBudget;

    internal int Workers => Threads ?? Environment.ProcessorCount;
}
