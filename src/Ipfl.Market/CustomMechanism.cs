using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>
/// A mechanism of one's own: a rule that says, for one buyer at a time, what it imports and what it pays for it. Whatever the rule, money
/// that a buyer pays goes to the seller, so that payments balance. What else it promises is the author's to show and an audit's to measure.
/// </summary>
public abstract class CustomMechanism : Mechanism
{
    private const int LongestName = 64;
    private static readonly string[] Taken = [.. All.Select(mechanism => mechanism.Name), Accounting.NoMechanism];

    /// <summary>Names the mechanism.</summary>
    /// <param name="name">
    /// How results and reports call it: 1 to 64 of the letters a to z, digits, - and _, and not the name of a mechanism that is there
    /// already, nor <c>none</c>.
    /// </param>
    /// <exception cref="ArgumentException">The name is none of these.</exception>
    protected CustomMechanism(string name)
        : base(Checked(name))
    {
    }

    internal sealed override bool AnswersAllCosts => false;

    internal sealed override IBuyerSolver CreateSolver(BuyerProblem problem) => new CustomSolver(problem, this, Decide);

    /// <summary>
    /// What the buyer imports and pays. Called from several threads at once, any number of times, for every buyer that wants models and has
    /// sellers to choose among: equal markets must give equal imports, in any order.
    /// </summary>
    /// <param name="market">The buyer and its sellers.</param>
    /// <param name="cancellation">Gives up the solve.</param>
    /// <returns>
    /// Sellers among the market's offers that sell, none twice, with payments finite and ≥ 0; anything else ends the solve with an
    /// <see cref="InvalidOperationException"/>.
    /// </returns>
    protected abstract IReadOnlyList<Import> Decide(BuyerMarket market, CancellationToken cancellation);

    private static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > LongestName || !name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_'))
            throw new ArgumentException($"found \"{name}\" as the name of a mechanism; allowed are 1 to {LongestName} of a to z, 0 to 9, - and _", nameof(name));
        if (Taken.Contains(name)) throw new ArgumentException($"the name \"{name}\" is taken; call the mechanism otherwise than {string.Join(", ", Taken)}", nameof(name));
        return name;
    }
}
