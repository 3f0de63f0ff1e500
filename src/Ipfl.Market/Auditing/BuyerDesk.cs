using Ipfl.Market.Solving;

namespace Ipfl.Market.Auditing;

/// <summary>Asks one buyer at a time what it would do if a report were another. Scratch memory of its own, for one thread.</summary>
internal sealed class BuyerDesk
{
    // What lies closer to the limit than this, relative to the numbers that it came from, is decided by solving the buyer's problem anew.
    private const double NearTie = 1e-12;

    private readonly IBuyerSolver _solver;
    private readonly IQuotingSolver? _quoting;
    private readonly CancellationToken _cancellation;
    private int _buyer;

    public BuyerDesk(ReportTable table, Mechanism mechanism, int capacity, long nodes, CancellationToken cancellation)
    {
        Problem = new(table, capacity) { Budget = new(nodes) };
        (_solver, _cancellation) = (mechanism.CreateSolver(Problem), cancellation);
        _quoting = _solver as IQuotingSolver;
    }

    public BuyerProblem Problem { get; }

    public void Load(int buyer)
    {
        _buyer = buyer;
        Problem.Load(buyer);
        if (Problem.Count > 0) _quoting?.Prepare(_cancellation);
    }

    /// <summary>What <paramref name="buyer"/> would buy if it reported other samples or another gain scale.</summary>
    public Purchase[] Purchases(int buyer, long own, GainScale scale)
    {
        Problem.Load(buyer, own, scale);
        return Problem.Count == 0 ? [] : _solver.Solve(_cancellation);
    }

    /// <summary>λ d_j N_j/N_i of a seller of the buyer that was loaded last.</summary>
    public double PenaltyOf(int seller) => Problem.Penalties[PositionOf(seller)];

    /// <summary>What the buyer pays the seller at <paramref name="position"/> that reports these samples and this cost; null where it does not import it.</summary>
    public double? Payment(int position, long size, double cost)
    {
        if (double.IsInfinity(cost)) return null;
        if (_quoting is null) return PaymentBySolving(position, size, cost);
        var quote = Quote(position, size, cost);
        return Imports(position, size, cost, quote) ? Math.Max(cost, quote.Payment) : null;
    }

    /// <summary>Where a seller stands in the buyer's problem; negative where it does not.</summary>
    public int PositionOf(int seller) => Array.BinarySearch(Problem.Sellers, 0, Problem.Count, seller);

    /// <summary>What the buyer purchases if two sellers report these costs; a position below 0 is nobody's.</summary>
    public Purchase[] PurchasesAt((int Position, double Cost) first, (int Position, double Cost) second)
    {
        var (before, other) = (Exchange(first), Exchange(second));
        var purchases = _solver.Solve(_cancellation);
        Exchange((second.Position, other));
        Exchange((first.Position, before));
        return purchases;
    }

    /// <inheritdoc cref="IQuotingSolver.Quote"/>
    /// <remarks>Only of mechanisms that answer all costs.</remarks>
    public Quote Quote(int position, long size, double floor) => _quoting!.Quote(position, size, floor, _cancellation);

    /// <summary>Whether the buyer imports the seller at <paramref name="position"/> that reports these samples and this cost.</summary>
    public bool Imports(int position, long size, double cost, Quote quote)
    {
        if (double.IsInfinity(cost)) return false;
        return Math.Abs(cost - quote.Limit) > Near(position, size, cost, quote) ? cost < quote.Limit : ImportsExactly(position, size, cost);
    }

    /// <summary>How far a cost may be from the limit for no other reason than rounding.</summary>
    public double Near(int position, long size, double cost, Quote quote) =>
        NearTie * (cost + Problem.PenaltyOf(position, size) + Math.Abs(quote.Limit) + Math.Abs(quote.Payment));

    private double Exchange((int Position, double Cost) report)
    {
        if (report.Position < 0) return 0;
        var before = Problem.CostOf(report.Position);
        Problem.Replace(report.Position, Problem.Sizes[report.Position], report.Cost);
        return before;
    }

    private bool ImportsExactly(int position, long size, double cost)
    {
        var imports = PaymentBySolving(position, size, cost) is not null;
        Load(_buyer);
        return imports;
    }

    private double? PaymentBySolving(int position, long size, double cost)
    {
        var (seller, reportedSize, reportedCost) = (Problem.Sellers[position], Problem.Sizes[position], Problem.CostOf(position));
        Problem.Replace(position, size, cost);
        var purchases = _solver.Solve(_cancellation);
        Problem.Replace(position, reportedSize, reportedCost);
        var sale = Array.FindIndex(purchases, purchase => purchase.Seller == seller);
        return sale < 0 ? null : purchases[sale].Payment;
    }
}
