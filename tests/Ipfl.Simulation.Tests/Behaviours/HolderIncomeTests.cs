namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>What adversaries earn under all their names, beside what honest participants do.</summary>
public sealed class HolderIncomeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("split")]
    [InlineData("same")]
    [InlineData("shill")]
    public void A_holder_s_income_is_what_others_paid_it_less_what_sharing_with_them_cost(string kind)
    {
        var run = BehaviourRun.Of(
            new(_folder.File("run")), ("rounds", 2L), ("behaviour.adversary", "sybils"), ("behaviour.adversaries", "p1"), ("behaviour.sybil_kind", kind), ("behaviour.names", 3L),
            ("behaviour.adversary_buys", true));
        string[] own = ["p1", "p1.2", "p1.3"];
        var edges = run.Rounds.SelectMany(round => round.Edges).ToArray();
        var (sold, bought) = (edges.Where(e => own.Contains(e.Seller) && !own.Contains(e.Buyer)).ToArray(), edges.Where(e => own.Contains(e.Buyer) && !own.Contains(e.Seller)));
        Assert.NotEmpty(sold);
        Assert.Contains(edges, e => own.Contains(e.Buyer) && own.Contains(e.Seller));
        var holder = Assert.Single(run.Summary.Incomes!.Others);
        Assert.Equal(("p1", 3, "adversary"), (holder.Id, holder.Names, holder.Role));
        Assert.Equal(sold.Sum(e => e.Payment), holder.Received, 1e-9);
        Assert.Equal(bought.Sum(e => e.Payment), holder.Paid, 1e-9);
        Assert.Equal(sold.Count(e => kind != "shill" || e.Seller == "p1"), holder.Cost, 1e-9);
        Assert.Equal(holder.Received - holder.Cost, holder.Income, 1e-12);
        Assert.Equal(holder.Income - holder.Paid, holder.Net, 1e-12);

        var honest = run.Summary.Participants.Where(p => p.Role == "honest").ToArray();
        Assert.Equal(["p0", "p2", "p3"], honest.Select(p => p.Id));
        Assert.Equal(honest.Average(p => p.Received - p.Cost), run.Summary.Incomes.BenignIncome, 1e-9);
        Assert.Equal(honest.Average(p => p.Received - p.Cost - p.Paid), run.Summary.Incomes.BenignNet, 1e-9);
        Assert.Equal(holder.Income / run.Summary.Incomes.BenignIncome, run.Summary.Incomes.Share!.Value, 1e-12);
        Assert.Equal(honest.Average(p => p.BestAccuracy), run.Summary.MeanBestAccuracy, 1e-12);
        Assert.Equal(["p1", "p1"], run.Summary.Participants.Where(p => p.Id is "p1.2" or "p1.3").Select(p => p.Holder));
        Assert.All(run.Rounds.SelectMany(round => round.Participants), p => Assert.Equal(own.Contains(p.Id) ? "adversary" : null, p.Role));
    }

    [Fact]
    public void One_that_overclaims_is_paid_for_what_it_says_and_bears_what_it_has()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("rounds", 2L), ("behaviour.adversary", "overclaim"), ("behaviour.adversaries", "p1"), ("behaviour.factor", 3L));
        var holder = Assert.Single(run.Summary.Incomes!.Others);
        var sold = run.Rounds.SelectMany(round => round.Edges).Where(e => e.Seller == "p1").ToArray();
        Assert.NotEmpty(sold);
        Assert.DoesNotContain(run.Rounds.SelectMany(round => round.Edges), e => e.Buyer == "p1");
        Assert.Equal(sold.Sum(e => e.Payment) - sold.Length, holder.Income, 1e-9);
        Assert.Equal(holder.Income, holder.Net, 1e-12);
        var group = Assert.Single(run.Summary.Groups!, group => group.Role == "adversary");
        Assert.Equal(("overclaim", 1, holder.Income), (group.Type, group.Participants, group.MeanIncome));
    }

    [Fact]
    public void An_idle_one_has_no_part_in_the_market()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("rounds", 2L), ("behaviour.adversary", "idle"), ("behaviour.adversaries", "p1"));
        Assert.NotEmpty(run.Rounds[0].Edges);
        Assert.DoesNotContain(run.Rounds.SelectMany(round => round.Edges), e => e.Buyer == "p1" || e.Seller == "p1");
        var holder = Assert.Single(run.Summary.Incomes!.Others);
        Assert.Equal((0.0, 0.0), (holder.Income, holder.Net));
        Assert.Equal(0, run.Rounds[0].Participants[1].Loss);
    }

    [Fact]
    public void A_run_of_benign_participants_has_no_others()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("rounds", 1L), ("behaviour.liars", 0.5));
        Assert.Null(run.Summary.Incomes);
        Assert.All(run.Summary.Participants, p => Assert.Null(p.Holder));
    }
}
