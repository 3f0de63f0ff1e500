using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>
/// How the graph is chosen and what sellers are paid. All three are individually rational for buyers and sellers and balance the budget
/// exactly. <see cref="Critical"/> and <see cref="Vcg"/> are truthful in cost; <see cref="Marginal"/> is so only in the limit of many small
/// sellers. None is truthful in samples or gain scale.
/// </summary>
public abstract class Mechanism
{
    /// <summary>The published rule: the greedy walk, each seller paid its marginal gain at the final total.</summary>
    public static readonly Mechanism Marginal = new MarginalMechanism();

    /// <summary>The greedy walk, each seller paid its critical value: the most it could have reported and still be imported.</summary>
    public static readonly Mechanism Critical = new CriticalMechanism();

    /// <summary>The graph that maximises the objective, each seller paid its externality (Vickrey, Clarke, Groves).</summary>
    public static readonly Mechanism Vcg = new VcgMechanism();

    private protected Mechanism(string name) => Name = name;

    /// <summary>All mechanisms.</summary>
    public static IReadOnlyList<Mechanism> All { get; } = [Marginal, Critical, Vcg];

    /// <summary>The name that files and commands use.</summary>
    public string Name { get; }

    /// <summary>The mechanism of that name, or null.</summary>
    public static Mechanism? Find(string name) => All.FirstOrDefault(mechanism => mechanism.Name == name);

    /// <summary>Solves a round: graph, payments, accounts. Equal rounds give equal outcomes with any number of threads.</summary>
    /// <param name="round">The market.</param>
    /// <param name="threads">Worker threads; null uses all processors.</param>
    /// <param name="cancellation">Gives up the solve.</param>
    /// <exception cref="OperationCanceledException">The solve was given up.</exception>
    public Outcome Solve(MarketRound round, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(round);
        var purchases = BuyerLoop.Run(round, this, threads ?? Environment.ProcessorCount, cancellation);
        return Accounting.Close(round, Name, purchases);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A solver with scratch memory of its own, for one thread.</summary>
    internal abstract IBuyerSolver CreateSolver(BuyerProblem problem);
}
