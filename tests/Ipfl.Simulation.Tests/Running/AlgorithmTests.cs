namespace Ipfl.Simulation.Tests.Running;

/// <summary>What each algorithm means for graph and money, in every round.</summary>
public sealed class AlgorithmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("marginal", "cosine")]
    [InlineData("critical", "cosine")]
    [InlineData("vcg", "cosine")]
    [InlineData("vcg", "l2")]
    public void Under_ipfl_nobody_loses_and_what_is_paid_is_received(string mechanism, string distance)
    {
        var rounds = Run(("market.mechanism", mechanism), ("ipfl.distance", distance));
        foreach (var round in rounds)
        {
            Assert.NotEmpty(round.Edges);
            Assert.All(round.Edges, edge => Assert.InRange(edge.Payment, 1 - 1e-9, double.MaxValue));
            Assert.All(round.Participants, p => Assert.InRange(p.Utility, -1e-9, double.MaxValue));
            Assert.Equal(round.Edges.Sum(edge => edge.Payment), round.Participants.Sum(p => p.Paid), 1e-9);
            Assert.Equal(round.Participants.Sum(p => p.Paid), round.Participants.Sum(p => p.Received), 1e-9);
            Assert.Equal(round.Participants.Sum(p => p.Utility), round.SocialWelfare, 1e-9);
            Assert.Equal(round.SocialWelfare - round.DistancePenalty, round.Objective, 1e-9);
        }
    }

    [Fact]
    public void Alone_nobody_shares_and_nobody_earns()
    {
        foreach (var round in Run(("algorithm", "local")))
        {
            Assert.Empty(round.Edges);
            Assert.All(round.Participants, p => Assert.Equal((0, 0, 0, 0, 0), (p.Gain, p.Paid, p.Received, p.Cost, p.Utility)));
            Assert.Equal((0, 0, 0), (round.SocialWelfare, round.DistancePenalty, round.Objective));
        }
    }

    [Fact]
    public void Averaging_shares_everything_unpaid_and_evaluates_one_model()
    {
        foreach (var round in Run(("algorithm", "fedavg")))
        {
            Assert.Equal(4 * 3, round.Edges.Select(edge => (edge.Buyer, edge.Seller)).Distinct().Count(pair => pair.Buyer != pair.Seller));
            Assert.All(round.Edges, edge => Assert.Equal(0, edge.Payment));
            Assert.All(round.Participants, p => Assert.Equal(3, p.Cost));
            Assert.Single(round.Participants.Select(p => p.GeneralAccuracy).Distinct());
        }

        var summary = Folder.ReadSummary();
        Assert.Equal("none", summary.Mechanism);
        Assert.Single(summary.Participants.Select(p => Convert.ToHexString(File.ReadAllBytes(Folder.Model(p.Id)))).Distinct());
    }

    [Theory]
    [InlineData("fedprox")]
    [InlineData("ditto")]
    public void Global_models_are_accounted_like_the_average(string algorithm)
    {
        foreach (var round in Run(("algorithm", algorithm)))
        {
            Assert.Equal(4 * 3, round.Edges.Count);
            Assert.All(round.Participants, p => Assert.Equal((3, 0, 0), (p.Cost, p.Paid, p.Received)));
            Assert.Equal(algorithm == "fedprox", round.Participants.Select(p => p.GeneralAccuracy).Distinct().Count() == 1);
        }
    }

    [Theory]
    [InlineData("cfl")]
    [InlineData("fedamp")]
    [InlineData("fedfomo")]
    [InlineData("pfedgraph")]
    public void Whoever_is_used_bears_the_cost_and_nothing_is_paid(string algorithm)
    {
        var rounds = Run(("algorithm", algorithm), ("rounds", 3L), ("cfl.epsilon1", 1e9), ("cfl.epsilon2", 0.0), ("learning_rate", 0.05));
        Assert.NotEmpty(rounds.SelectMany(round => round.Edges));
        foreach (var round in rounds)
        {
            Assert.All(round.Edges, edge => Assert.True(edge.Buyer != edge.Seller && edge is { Weight: > 0, Payment: 0 }));
            foreach (var p in round.Participants)
            {
                Assert.Equal(round.Edges.Count(edge => edge.Seller == p.Id), p.Cost);
                Assert.Equal(p.Gain - p.Cost, p.Utility, 1e-9);
            }
        }
    }

    [Fact]
    public void Who_never_sells_is_never_bought_from()
    {
        foreach (var round in Run(("market.sharing_cost", double.PositiveInfinity))) Assert.Empty(round.Edges);
    }

    [Fact]
    public void A_small_largest_distance_bars_every_pair()
    {
        foreach (var round in Run(("market.max_distance", 0.0))) Assert.Empty(round.Edges);
    }

    [Theory]
    [InlineData("ipfl")]
    [InlineData("fedprox")]
    [InlineData("ditto")]
    [InlineData("cfl")]
    [InlineData("fedamp")]
    [InlineData("fedfomo")]
    [InlineData("pfedgraph")]
    public void Learning_gets_somewhere(string algorithm)
    {
        Run(("algorithm", algorithm), ("rounds", 8L), ("steps", 20L), ("learning_rate", 0.05));
        Assert.InRange(Folder.ReadSummary().MeanBestAccuracy, 0.9, 1);
    }

    private RunFolder Folder => new(_folder.File("run"));

    private RoundRecord[] Run(params (string, object)[] values)
    {
        SmallFederation.Start(Folder, values);
        return [.. File.ReadLines(Folder.Rounds).Select(line => ResultJson.Read<RoundRecord>(System.Text.Encoding.UTF8.GetBytes(line)))];
    }
}
