namespace Ipfl.Market.Solving;

/// <summary>Solves buyer after buyer on several threads; the buyers' problems are independent of each other.</summary>
internal static class BuyerLoop
{
    /// <exception cref="BudgetExceededException">The budget does not suffice for some buyer: told of the first of them, whatever the threads did.</exception>
    public static Purchase[][] Run(MarketRound round, Mechanism mechanism, SolveOptions options, CancellationToken cancellation)
    {
        var table = new ReportTable(round);
        var purchases = new Purchase[round.Reports.Count][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellation };
        var shortage = new BudgetShortage(round, mechanism);
        BuyerThreads.Run(() => Parallel.For(
            0,
            purchases.Length,
            parallel,
            () => new Worker(table, mechanism, round.Distances.MostCandidates, options.Nodes),
            (buyer, _, worker) =>
            {
                shortage.Guard(buyer, () => purchases[buyer] = worker.Solve(buyer, cancellation));
                return worker;
            },
            _ => { }));
        shortage.ThrowIfAny();
        return purchases;
    }

    private sealed class Worker
    {
        private readonly BuyerProblem _problem;
        private readonly IBuyerSolver _solver;

        public Worker(ReportTable table, Mechanism mechanism, int capacity, long nodes)
        {
            _problem = new BuyerProblem(table, capacity) { Budget = new(nodes) };
            _solver = mechanism.CreateSolver(_problem);
        }

        public Purchase[] Solve(int buyer, CancellationToken cancellation)
        {
            _problem.Load(buyer);
            return _problem.Count == 0 ? [] : _solver.Solve(cancellation);
        }
    }
}
