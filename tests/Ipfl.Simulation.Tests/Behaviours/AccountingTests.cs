namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>Everything is decided by reports; gains, costs and utilities are those of the truth.</summary>
public sealed class AccountingTests : IDisposable
{
    private const double K = 5e5;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ipfl", "cost", 2.0)]
    [InlineData("ipfl", "cost", 0.1)]
    [InlineData("ipfl", "samples", 2.0)]
    [InlineData("fedavg", "samples", 3.0)]
    public void A_liar_s_money_is_counted_by_hand(string algorithm, string lie, double factor)
    {
        var run = BehaviourRun.Of(
            new(_folder.File("run")), ("algorithm", algorithm), ("rounds", 2L), ("behaviour.liars", 0.5), ("behaviour.lie", lie), ("behaviour.lie_factor", factor));
        var liars = run.Of(Role.Liar);
        var samples = run.Experiment.Participants.ToDictionary(p => p.Id, p => (double)p.Truth.Samples.Value);
        double Reported(string id) => liars.Contains(id) && lie == "samples" ? Math.Round(samples[id] * factor) : samples[id];
        foreach (var round in run.Rounds)
        {
            Assert.NotEmpty(round.Edges);
            foreach (var p in round.Participants)
            {
                var imported = round.Edges.Where(e => e.Buyer == p.Id).Sum(e => samples[e.Seller]);
                var sold = round.Edges.Count(e => e.Seller == p.Id);
                Assert.Equal(Math.Sqrt(K / samples[p.Id]) - Math.Sqrt(K / (samples[p.Id] + imported)), p.Gain, 1e-9 * p.Gain);
                Assert.Equal(sold, p.Cost, 1e-12);
                Assert.Equal(round.Edges.Where(e => e.Buyer == p.Id).Sum(e => e.Payment), p.Paid, 1e-9);
                Assert.Equal(round.Edges.Where(e => e.Seller == p.Id).Sum(e => e.Payment), p.Received, 1e-9);
                Assert.Equal(p.Gain - p.Paid + p.Received - p.Cost, p.Utility, 1e-9);
            }

            foreach (var edge in round.Edges)
            {
                var expected = algorithm == "ipfl" ? Reported(edge.Seller) / Reported(edge.Buyer) : Reported(edge.Seller) / samples.Keys.Sum(Reported);
                Assert.Equal(expected, edge.Weight, 1e-12);

                // No seller is paid less than the cost that it reported.
                if (algorithm == "ipfl") Assert.True(edge.Payment >= (liars.Contains(edge.Seller) && lie == "cost" ? factor : 1) - 1e-9);
            }
        }
    }

    [Fact]
    public void Averages_are_over_the_benign_and_groups_over_all()
    {
        var run = BehaviourRun.Of(
            new(_folder.File("run")), ("participants", 8L), ("behaviour.liars", 0.25), ("behaviour.free_riders", 0.25), ("behaviour.attackers", 0.25));
        var benign = run.Summary.Participants.Where(p => p.Role is "honest" or "liar").ToArray();
        Assert.Equal(4, benign.Length);
        Assert.Equal(run.Of(Role.Honest, Role.Liar), benign.Select(p => p.Id));
        Assert.Equal(benign.Average(p => p.BestAccuracy), run.Summary.MeanBestAccuracy, 1e-12);
        Assert.Equal(benign.Average(p => p.FinalAccuracy), run.Summary.MeanFinalAccuracy, 1e-12);
        Assert.Equal(benign.Average(p => p.Utility), run.Summary.MeanUtility, 1e-12);
        Assert.Equal(benign.Min(p => p.Utility), run.Summary.MinUtility, 1e-12);
        Assert.Equal(8, run.Summary.Groups!.Sum(group => group.Participants));
        var income = Assert.Single(run.Summary.Groups!, group => group.Role == "attacker").Received;
        Assert.Equal(run.Rounds.SelectMany(r => r.Edges).Where(e => run.Of(Role.Attacker).Contains(e.Seller)).Sum(e => e.Payment), income, 1e-9);
        Assert.All(run.Rounds, round => Assert.Equal(
            round.Participants.Where(p => run.Of(Role.Honest, Role.Liar).Contains(p.Id)).Average(p => p.Accuracy), round.MeanAccuracy, 1e-12));
    }

    [Fact]
    public void Without_behaviours_the_files_say_nothing_of_them()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("rounds", 1L));
        Assert.Null(run.Summary.Groups);
        Assert.All(run.Summary.Participants, p => Assert.Equal(("uniform", "honest", 1), (p.Type, p.Role, p.Rounds)));
        var line = File.ReadAllText(run.Folder.Rounds);
        string[] words = ["id", "accuracy", "bestAccuracy", "generalAccuracy", "loss", "gain", "paid", "received", "cost", "utility", "realisedGain", "importLoss", "importAccuracy"];
        using var json = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal(["round", "participants", "edges", "socialWelfare", "distancePenalty", "objective", "realWelfare"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(words, json.RootElement.GetProperty("participants")[0].EnumerateObject().Select(p => p.Name));
    }
}
