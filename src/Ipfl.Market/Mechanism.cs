using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>
/// How the graph is chosen and what sellers are paid. Those of <see cref="All"/> are individually rational for buyers and sellers and
/// balance the budget exactly. <see cref="Critical"/>, <see cref="Vcg"/> and <see cref="Clock"/> are truthful in cost;
/// <see cref="Marginal"/> is so only in the limit of many small sellers. <see cref="Reference"/> is truthful in cost and gain scale
/// jointly, the others are not in gain scale. None is truthful in samples, unless evidence takes their place. Others are made with
/// <see cref="CustomMechanism"/>.
/// </summary>
public abstract class Mechanism
{
    /// <summary>The published rule: the greedy walk, each seller paid its marginal gain at the final total.</summary>
    public static readonly Mechanism Marginal = new MarginalMechanism();

    /// <summary>The greedy walk, each seller paid its critical value: the most it could have reported and still be imported.</summary>
    public static readonly Mechanism Critical = new CriticalMechanism();

    /// <summary>The graph that maximises the objective, each seller paid its externality (Vickrey, Clarke, Groves).</summary>
    public static readonly Mechanism Vcg = new VcgMechanism();

    /// <summary>
    /// A deferred-acceptance auction per buyer: nearly the best graph in polynomial time, each seller paid the most it could have reported
    /// and still be imported; no price of a buyer depends on the cost of a seller that it buys from.
    /// </summary>
    public static readonly Mechanism Clock = new ClockMechanism();

    /// <summary>
    /// The clock at the gain scale <see cref="MarketRound.ReferenceGain"/>, stated before anybody reports, makes a menu with prices, of which
    /// each buyer gets what is best for it: truthful in cost and gain scale jointly.
    /// </summary>
    public static readonly Mechanism Reference = new ReferenceMechanism();

    private protected Mechanism(string name) => Name = name;

    /// <summary>All mechanisms that the market brings along.</summary>
    public static IReadOnlyList<Mechanism> All { get; } = [Marginal, Critical, Vcg, Clock, Reference];

    /// <summary>The name that files and commands use.</summary>
    public string Name { get; }

    /// <summary>Whether its solvers know a buyer's answer to every cost of a seller, so that regrets in cost are computed and not searched.</summary>
    internal virtual bool AnswersAllCosts => true;

    /// <summary>The mechanism of that name among <see cref="All"/>, or null.</summary>
    public static Mechanism? Find(string name) => All.FirstOrDefault(mechanism => mechanism.Name == name);

    /// <summary>Tells whether the mechanism can solve such a round, without solving it.</summary>
    /// <exception cref="ArgumentException">
    /// The mechanism is <see cref="Reference"/> and the round states no reference gain, or a walk and the round has an exclusive distance.
    /// </exception>
    public void Check(MarketRound round)
    {
        ArgumentNullException.ThrowIfNull(round);
        Demand(round.ExclusiveDistance > 0, round.ReferenceGain);
    }

    /// <summary>Solves a round: graph, payments, accounts. Equal rounds give equal outcomes with any number of threads.</summary>
    /// <param name="round">The market.</param>
    /// <param name="threads">Worker threads; null uses all processors.</param>
    /// <param name="cancellation">Gives up the solve.</param>
    /// <exception cref="ArgumentException">
    /// The mechanism is <see cref="Reference"/> and the round states no reference gain, or a walk and the round has an exclusive distance.
    /// </exception>
    /// <exception cref="OperationCanceledException">The solve was given up.</exception>
    /// <exception cref="InvalidOperationException">The rule of a <see cref="CustomMechanism"/> gave an answer that is none.</exception>
    /// <exception cref="BudgetExceededException">An exact solve did not end within <see cref="SolveOptions.DefaultBudget"/>.</exception>
    public Outcome Solve(MarketRound round, int? threads = null, CancellationToken cancellation = default) =>
        Solve(round, new SolveOptions { Threads = threads }, cancellation);

    /// <summary>Solves a round within a budget. Equal rounds give equal outcomes, or the same error, with any number of threads.</summary>
    /// <param name="round">The market.</param>
    /// <param name="options">Threads, budget, what solves the round when it does not suffice, and whether efficiency is asked for.</param>
    /// <param name="cancellation">Gives up the solve.</param>
    /// <exception cref="ArgumentException">As above.</exception>
    /// <exception cref="OperationCanceledException">The solve was given up.</exception>
    /// <exception cref="InvalidOperationException">The rule of a <see cref="CustomMechanism"/> gave an answer that is none.</exception>
    /// <exception cref="BudgetExceededException">The budget does not suffice for some buyer, and there is no fallback.</exception>
    public Outcome Solve(MarketRound round, SolveOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentNullException.ThrowIfNull(options);
        var outcome = Settle(round, options, cancellation);
        return options.Efficiency ? outcome.Noting(outcome.Fallback, Efficiency.Of(round, outcome, options, cancellation)) : outcome;
    }

    /// <summary>
    /// Solves one buyer's market, whatever its offers: a rule may change them and ask another mechanism. The budget is that of the solve
    /// which asked the rule.
    /// </summary>
    /// <param name="market">The buyer and its sellers.</param>
    /// <param name="cancellation">Gives up the solve.</param>
    /// <returns>What the buyer imports and pays, by seller, ascending.</returns>
    /// <exception cref="ArgumentException">
    /// The mechanism is <see cref="Reference"/> and the market's round states no reference gain, or a walk and the round has an exclusive distance.
    /// </exception>
    /// <exception cref="OperationCanceledException">The solve was given up.</exception>
    /// <exception cref="InvalidOperationException">The rule of a <see cref="CustomMechanism"/> gave an answer that is none.</exception>
    /// <exception cref="BudgetExceededException">An exact solve did not end within its budget.</exception>
    public IReadOnlyList<Import> Choose(BuyerMarket market, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(market);
        Demand(market.IsExclusive, market.ReferenceGain);
        if (market.Offers.Count == 0) return [];
        try
        {
            return Array.ConvertAll(CreateSolver(new(market)).Solve(cancellation), purchase => new Import(purchase.Seller, purchase.Payment));
        }
        catch (BudgetExceededException exceeded)
        {
            throw exceeded.For(Name, market.Buyer, null);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A solver with scratch memory of its own, for one thread.</summary>
    internal abstract IBuyerSolver CreateSolver(BuyerProblem problem);

    private Outcome Settle(MarketRound round, SolveOptions options, CancellationToken cancellation)
    {
        Check(round);
        try
        {
            return Accounting.Close(round, Name, BuyerLoop.Run(round, this, options, cancellation));
        }
        catch (BudgetExceededException) when (options.Fallback is { } fallback && fallback != this)
        {
            return fallback.Settle(round, options with { Fallback = null }, cancellation).Noting(Name, null);
        }
    }

    /// <summary>Throws where the mechanism needs more than the round has, or cannot do what the round asks for.</summary>
    internal virtual void Demand(bool exclusive, GainScale? referenceGain)
    {
    }

    /// <summary>What a walk says to a round with an exclusive distance: it takes sellers in their order and never goes back.</summary>
    private protected void RefuseClusters(bool exclusive)
    {
        if (exclusive)
            throw new ArgumentException($"mechanism \"{Name}\" cannot keep a buyer to one model of a cluster; with an exclusive distance allowed are vcg, clock, reference");
    }
}
