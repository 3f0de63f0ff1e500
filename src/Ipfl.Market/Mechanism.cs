using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>
/// How the graph is chosen and what sellers are paid. The three of <see cref="All"/> are individually rational for buyers and sellers and
/// balance the budget exactly. <see cref="Critical"/> and <see cref="Vcg"/> are truthful in cost; <see cref="Marginal"/> is so only in the
/// limit of many small sellers. None is truthful in samples or gain scale. Others are made with <see cref="CustomMechanism"/>.
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

    /// <summary>All mechanisms that the market brings along.</summary>
    public static IReadOnlyList<Mechanism> All { get; } = [Marginal, Critical, Vcg];

    /// <summary>The name that files and commands use.</summary>
    public string Name { get; }

    /// <summary>Whether its solvers know a buyer's answer to every cost of a seller, so that regrets in cost are computed and not searched.</summary>
    internal virtual bool AnswersAllCosts => true;

    /// <summary>The mechanism of that name among <see cref="All"/>, or null.</summary>
    public static Mechanism? Find(string name) => All.FirstOrDefault(mechanism => mechanism.Name == name);

    /// <summary>Solves a round: graph, payments, accounts. Equal rounds give equal outcomes with any number of threads.</summary>
    /// <param name="round">The market.</param>
    /// <param name="threads">Worker threads; null uses all processors.</param>
    /// <param name="cancellation">Gives up the solve.</param>
    /// <exception cref="OperationCanceledException">The solve was given up.</exception>
    /// <exception cref="InvalidOperationException">The rule of a <see cref="CustomMechanism"/> gave an answer that is none.</exception>
    public Outcome Solve(MarketRound round, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(round);
        var purchases = BuyerLoop.Run(round, this, threads ?? Environment.ProcessorCount, cancellation);
        return Accounting.Close(round, Name, purchases);
    }

    /// <summary>Solves one buyer's market, whatever its offers: a rule may change them and ask another mechanism.</summary>
    /// <param name="market">The buyer and its sellers.</param>
    /// <param name="cancellation">Gives up the solve.</param>
    /// <returns>What the buyer imports and pays, by seller, ascending.</returns>
    /// <exception cref="OperationCanceledException">The solve was given up.</exception>
    /// <exception cref="InvalidOperationException">The rule of a <see cref="CustomMechanism"/> gave an answer that is none.</exception>
    public IReadOnlyList<Import> Choose(BuyerMarket market, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(market);
        return market.Offers.Count == 0
            ? []
            : Array.ConvertAll(CreateSolver(new(market)).Solve(cancellation), purchase => new Import(purchase.Seller, purchase.Payment));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A solver with scratch memory of its own, for one thread.</summary>
    internal abstract IBuyerSolver CreateSolver(BuyerProblem problem);
}
