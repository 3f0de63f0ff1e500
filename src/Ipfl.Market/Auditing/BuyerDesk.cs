using Ipfl.Market.Solving;

namespace Ipfl.Market.Auditing;

/// <summary>Asks one buyer at a time what it would do if a report were another. Scratch memory of its own, for one thread.</summary>
internal sealed class BuyerDesk
{
    // What lies closer to the limit than this, relative to the numbers that it came from, is decided by solving the buyer's problem anew.
    private const double NearTie = 1e-12;

    private readonly IBuyerSolver _solver;
    private readonly CancellationToken _cancellation;
    private int _buyer;

    public BuyerDesk(ReportTable table, Mechanism mechanism, int capacity, CancellationToken cancellation)
    {
        Problem = new(table, capacity);
        (_solver, _cancellation) = (mechanism.CreateSolver(Problem), cancellation);
    }

    public BuyerProblem Problem { get; }

    public void Load(int buyer)
    {
        _buyer = buyer;
        Problem.Load(buyer);
        if (Problem.Count > 0) _solver.Prepare(_cancellation);
    }

    /// <summary>What <paramref name="buyer"/> would buy if it reported other samples or another gain scale.</summary>
    public Purchase[] Purchases(int buyer, long own, GainScale scale)
    {
        Problem.Load(buyer, own, scale);
        return Problem.Count == 0 ? [] : _solver.Solve(_cancellation);
    }

    /// <inheritdoc cref="IBuyerSolver.Quote"/>
    public Quote Quote(int position, long size, double floor) => _solver.Quote(position, size, floor, _cancellation);

    /// <summary>Whether the buyer imports the seller at <paramref name="position"/> that reports these samples and this cost.</summary>
    public bool Imports(int position, long size, double cost, Quote quote)
    {
        if (double.IsInfinity(cost)) return false;
        return Math.Abs(cost - quote.Limit) > Near(position, size, cost, quote) ? cost < quote.Limit : ImportsExactly(position, size, cost);
    }

    /// <summary>How far a cost may be from the limit for no other reason than rounding.</summary>
    public double Near(int position, long size, double cost, Quote quote) =>
        NearTie * (cost + Problem.PenaltyOf(position, size) + Math.Abs(quote.Limit) + Math.Abs(quote.Payment));

    private bool ImportsExactly(int position, long size, double cost)
    {
        var seller = Problem.Sellers[position];
        Problem.Replace(position, size, cost);
        var imports = Array.Exists(_solver.Solve(_cancellation), purchase => purchase.Seller == seller);
        Load(_buyer);
        return imports;
    }
}
