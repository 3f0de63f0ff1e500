namespace Ipfl.Market.Solving;

/// <summary>Asks the rule of a mechanism of somebody's own, and takes nothing on trust.</summary>
internal sealed class CustomSolver(BuyerProblem problem, Mechanism mechanism, Func<BuyerMarket, CancellationToken, IReadOnlyList<Import>> rule) : IBuyerSolver
{
    public Purchase[] Solve(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var imports = rule(problem.Market, cancellation) ?? throw Refusal("has no answer (null); an empty list buys nothing");
        var purchases = new Purchase[imports.Count];
        for (var k = 0; k < purchases.Length; k++) purchases[k] = Checked(imports[k]);
        Array.Sort(purchases, (a, b) => a.Seller.CompareTo(b.Seller));
        for (var k = 1; k < purchases.Length; k++)
        {
            if (purchases[k].Seller == purchases[k - 1].Seller) throw Refusal($"imports seller {purchases[k].Seller} twice");
        }

        if (problem.IsExclusive) CheckClusters(purchases);

        return purchases;
    }

    private void CheckClusters(Purchase[] purchases)
    {
        var sellers = new Dictionary<int, int>();
        foreach (var (seller, _, _) in purchases)
        {
            var cluster = problem.ClusterOf(Array.BinarySearch(problem.Sellers, 0, problem.Count, seller));
            if (!sellers.TryAdd(cluster, seller)) throw Refusal($"imports sellers {sellers[cluster]} and {seller}, which are of one cluster");
        }
    }

    private Purchase Checked(Import import)
    {
        var (seller, payment) = import;
        var position = Array.BinarySearch(problem.Sellers, 0, problem.Count, seller);
        if (position < 0) throw Refusal($"imports seller {seller}, which is not among its offers");
        if (double.IsInfinity(problem.CostOf(position))) throw Refusal($"imports seller {seller}, which never sells");
        return payment >= 0 && double.IsFinite(payment)
            ? new(seller, payment, null)
            : throw Refusal($"pays seller {seller} {payment}; a payment must be a finite number ≥ 0");
    }

    private InvalidOperationException Refusal(string finding) => new($"mechanism \"{mechanism.Name}\": buyer {problem.Buyer} {finding}");
}
