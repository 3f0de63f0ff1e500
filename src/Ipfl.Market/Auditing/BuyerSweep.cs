using System.Collections.Concurrent;
using Ipfl.Market.Solving;

namespace Ipfl.Market.Auditing;

/// <summary>
/// Asks buyer after buyer on several threads and hands the answers over in the order of the buyers, so that sums do not depend on the
/// number of threads. Each question has the whole budget.
/// </summary>
internal sealed class BuyerSweep(MarketRound round, Mechanism mechanism, SolveOptions options, CancellationToken cancellation)
{
    private const int BuyersPerThread = 4;

    private readonly ReportTable _table = new(round);
    private readonly ConcurrentBag<BuyerDesk> _desks = [];

    /// <exception cref="BudgetExceededException">The budget does not suffice for some buyer.</exception>
    public void Run<T>(Func<BuyerDesk, int, T> ask, Action<int, T> add)
    {
        var answers = new T[Math.Max(1, Math.Min((long)options.Workers * BuyersPerThread, round.Reports.Count))];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellation };
        var shortage = new BudgetShortage(round, mechanism);
        for (var from = 0; from < round.Reports.Count; from += answers.Length)
        {
            var (first, count) = (from, Math.Min(answers.Length, round.Reports.Count - from));
            BuyerThreads.Run(() => Parallel.For(0, count, parallel, i => shortage.Guard(first + i, () => answers[i] = Ask(ask, first + i))));
            shortage.ThrowIfAny();
            for (var i = 0; i < count; i++) add(first + i, answers[i]);
        }
    }

    private T Ask<T>(Func<BuyerDesk, int, T> ask, int buyer)
    {
        if (!_desks.TryTake(out var desk)) desk = new(_table, mechanism, round.Distances.MostCandidates, options.Nodes, cancellation);
        var answer = ask(desk, buyer);
        _desks.Add(desk);
        return answer;
    }
}
