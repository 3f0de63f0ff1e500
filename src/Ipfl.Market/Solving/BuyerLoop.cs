namespace Ipfl.Market.Solving;

/// <summary>Solves buyer after buyer on several threads; the buyers' problems are independent of each other.</summary>
internal static class BuyerLoop
{
    public static Purchase[][] Run(MarketRound round, Mechanism mechanism, int threads, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var table = new ReportTable(round);
        var capacity = round.Distances.MostCandidates;
        var purchases = new Purchase[round.Reports.Count][];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        BuyerThreads.Run(() => Parallel.For(
            0,
            purchases.Length,
            options,
            () => new Worker(table, mechanism, capacity),
            (buyer, _, worker) =>
            {
                purchases[buyer] = worker.Solve(buyer, cancellation);
                return worker;
            },
            _ => { }));
        return purchases;
    }

    private sealed class Worker
    {
        private readonly BuyerProblem _problem;
        private readonly IBuyerSolver _solver;

        public Worker(ReportTable table, Mechanism mechanism, int capacity)
        {
            _problem = new BuyerProblem(table, capacity);
            _solver = mechanism.CreateSolver(_problem);
        }

        public Purchase[] Solve(int buyer, CancellationToken cancellation)
        {
            _problem.Load(buyer);
            return _problem.Count == 0 ? [] : _solver.Solve(cancellation);
        }
    }
}
