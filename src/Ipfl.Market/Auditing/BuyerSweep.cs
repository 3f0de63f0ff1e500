using System.Collections.Concurrent;
using Ipfl.Market.Solving;

namespace Ipfl.Market.Auditing;

/// <summary>
/// Asks buyer after buyer on several threads and hands the answers over in the order of the buyers, so that sums do not depend on the
/// number of threads.
/// </summary>
internal sealed class BuyerSweep(MarketRound round, Mechanism mechanism, int threads, CancellationToken cancellation)
{
    private const int BuyersPerThread = 4;

    private readonly ReportTable _table = new(round);
    private readonly ConcurrentBag<BuyerDesk> _desks = [];

    public void Run<T>(Func<BuyerDesk, int, T> ask, Action<int, T> add)
    {
        var answers = new T[Math.Max(1, Math.Min((long)threads * BuyersPerThread, round.Reports.Count))];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        for (var from = 0; from < round.Reports.Count; from += answers.Length)
        {
            var (first, count) = (from, Math.Min(answers.Length, round.Reports.Count - from));
            BuyerThreads.Run(() => Parallel.For(0, count, options, i => answers[i] = Ask(ask, first + i)));
            for (var i = 0; i < count; i++) add(first + i, answers[i]);
        }
    }

    private T Ask<T>(Func<BuyerDesk, int, T> ask, int buyer)
    {
        if (!_desks.TryTake(out var desk)) desk = new(_table, mechanism, round.Distances.MostCandidates, cancellation);
        var answer = ask(desk, buyer);
        _desks.Add(desk);
        return answer;
    }
}
