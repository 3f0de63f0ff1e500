namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>Whoever a round costs something leaves, by the rule of the experiment.</summary>
public sealed class DropOutTests : IDisposable
{
    // Liars that report a tenth of their cost are paid less than selling costs them.
    private static readonly (string, object)[] Losers =
        [("participants", 8L), ("rounds", 6L), ("steps", 1L), ("behaviour.liars", 0.5), ("behaviour.lie_factor", 0.01), ("market.sharing_cost", 9.0), ("market.gain_scale", 5e4)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Strictly_exactly_those_with_a_negative_utility_are_gone()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), [.. Losers, ("behaviour.drop_out", "strict")]);
        Assert.Contains(run.Rounds[0].Participants, p => p.Utility < 0);
        for (var round = 1; round < run.Rounds.Count; round++)
            Assert.Equal(run.Rounds[round - 1].Participants.Where(p => p.Utility >= 0).Select(p => p.Id), run.Present(round + 1));
        Assert.All(run.Rounds, round => Assert.All(
            round.Edges, edge => Assert.Equal(2, round.Participants.Count(p => p.Id == edge.Buyer || p.Id == edge.Seller))));
    }

    [Fact]
    public void By_chance_about_half_of_them_leave_and_nobody_else()
    {
        var (losses, left) = (0, 0);
        for (var seed = 0L; seed < 10; seed++)
        {
            var run = BehaviourRun.Of(new(_folder.File($"run-{seed}")), [.. Losers, ("seed", seed), ("behaviour.drop_out", "probabilistic")]);
            for (var round = 1; round < run.Rounds.Count; round++)
            {
                var (before, after) = (run.Rounds[round - 1].Participants, run.Present(round + 1));
                Assert.Empty(after.Except(before.Select(p => p.Id)));
                Assert.All(before.Where(p => p.Utility >= 0), p => Assert.Contains(p.Id, after));
                losses += before.Count(p => p.Utility < 0);
                left += before.Count - after.Length;
            }
        }

        Assert.InRange(left, 0.3 * losses, 0.7 * losses);
    }

    [Fact]
    public void A_market_that_everybody_has_left_goes_on_without_them()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("algorithm", "fedavg"), ("market.gain_scale", 0.0), ("behaviour.drop_out", "strict"));
        Assert.Equal(4, run.Present(1).Length);
        Assert.All(Enumerable.Range(2, 3), round => Assert.Empty(run.Present(round)));
        Assert.All(run.Rounds.Skip(1), round => Assert.Equal((0, 0.0, 0.0), (round.Edges.Count, round.SocialWelfare, round.Objective)));
        Assert.Equal(run.Rounds[0].Participants.Average(p => p.Accuracy), run.Summary.MeanFinalAccuracy, 1e-12);
    }

    [Fact]
    public void Who_gains_stays()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("behaviour.drop_out", "strict"));
        Assert.All(run.Rounds, round => Assert.Equal(4, round.Participants.Count));
    }
}
