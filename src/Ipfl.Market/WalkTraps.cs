using Ipfl.Market.Solving;

namespace Ipfl.Market;

/// <summary>
/// The two traps of the walks, `marginal` and `critical`, where one is at work in a market: one report ends the walks of many (a participant
/// with very many samples, honest or one that never sells, stands first in everybody's order and fails), and sizes that differ much make the
/// graph much worse than it could be.
/// </summary>
/// <param name="Ending">Participants that stand first, fail, and so leave buyers with nothing that others would have sold to; by buyers, most first.</param>
/// <param name="Objective">The outcome's objective.</param>
/// <param name="ClockObjective">What <see cref="Mechanism.Clock"/> reaches in the same market.</param>
public sealed record WalkTraps(IReadOnlyList<(int Participant, int Buyers)> Ending, double Objective, double ClockObjective)
{
    /// <summary>A shortfall from which on it is a trap and not the rule's usual loss.</summary>
    private const double Loss = 0.05;

    /// <summary>The share of the clock's objective that the walk leaves.</summary>
    public double Shortfall => 1 - (Objective / ClockObjective);

    /// <summary>The traps that are at work in an outcome; null where none is, and of mechanisms that are no walks.</summary>
    /// <param name="round">The market.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="threads">Worker threads; null uses all processors.</param>
    /// <param name="cancellation">Gives up.</param>
    public static WalkTraps? In(MarketRound round, Outcome outcome, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.Mechanism != Mechanism.Marginal.Name && outcome.Mechanism != Mechanism.Critical.Name) return null;
        var traps = new WalkTraps(EndingIn(round, cancellation), outcome.Objective, Mechanism.Clock.Solve(round, threads, cancellation).Objective);
        return traps.Ending.Count > 0 || (traps.ClockObjective > 0 && traps.Shortfall > Loss) ? traps : null;
    }

    /// <summary>One line for each trap.</summary>
    /// <param name="ids">The participants' ids.</param>
    public IEnumerable<string> Lines(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var (participant, buyers) in Ending)
            yield return $"the report of {ids[participant]} ends the walk of {buyers} {(buyers == 1 ? "buyer" : "buyers")} before anything is bought; clock and vcg have no such trap";
        if (ClockObjective > 0 && Shortfall > Loss)
            yield return $"the walk reaches an objective of {Objective:F4}, clock {ClockObjective:F4}: {100 * Shortfall:F0} % is lost";
    }

    private static (int, int)[] EndingIn(MarketRound round, CancellationToken cancellation)
    {
        var problem = new BuyerProblem(new(round), round.Distances.MostCandidates);
        var walk = new GreedyWalk(problem);
        var ended = new Dictionary<int, int>();
        for (var buyer = 0; buyer < round.Reports.Count; buyer++)
        {
            cancellation.ThrowIfCancellationRequested();
            problem.Load(buyer);
            if (problem.Count == 0) continue;
            walk.Run();
            if (walk.Accepted > 0 || !Enumerable.Range(0, problem.Count).Any(j => problem.CompareIncrement(problem.Own, j) > 0)) continue;
            var first = problem.Sellers[walk.At(0)];
            ended[first] = ended.GetValueOrDefault(first) + 1;
        }

        return [.. ended.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))];
    }
}
