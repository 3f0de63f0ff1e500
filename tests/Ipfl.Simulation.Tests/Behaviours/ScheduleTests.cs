using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>Participants that come, go and change while the others go on.</summary>
public sealed class ScheduleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Those_due_are_present_and_every_round_is_rational_and_balanced()
    {
        var run = BehaviourRun.Of(
            new(_folder.File("run")),
            ("participants", 6L), ("rounds", 6L), ("behaviour.schedule", "2 leave p1; 4 join p1; 3 join p5; 5 change p0 gain_scale=0; 5 change p2 sharing_cost=inf; 5 change p3 samples=2"));
        string[] all = ["p0", "p1", "p2", "p3", "p4", "p5"];
        Assert.Equal(all[..5], run.Present(1));
        Assert.Equal(["p0", "p2", "p3", "p4"], run.Present(2));
        Assert.Equal(["p0", "p2", "p3", "p4", "p5"], run.Present(3));
        Assert.All(Enumerable.Range(4, 3), round => Assert.Equal(all, run.Present(round)));
        foreach (var round in run.Rounds)
        {
            Assert.NotEmpty(round.Edges);
            Assert.All(round.Participants, p => Assert.True(p.Utility >= -1e-9));
            Assert.Equal(round.Participants.Sum(p => p.Paid), round.Participants.Sum(p => p.Received), 1e-9);
            Assert.All(round.Participants, p => Assert.True(p.BestAccuracy >= p.Accuracy));
        }

        var late = run.Rounds.Skip(4).SelectMany(round => round.Edges).ToArray();
        Assert.DoesNotContain(late, edge => edge.Buyer == "p0" || edge.Seller == "p2");
        Assert.Contains(run.Rounds.Take(4).SelectMany(round => round.Edges), edge => edge.Buyer == "p0");
        var n = run.Experiment.Participants[0].Truth.Samples.Value;
        Assert.All(late.Where(edge => (edge.Buyer, edge.Seller) == ("p1", "p3")), edge => Assert.Equal(2.0 / run.Experiment.Participants[1].Truth.Samples.Value, edge.Weight, 1e-12));
        Assert.Equal([n, 2], run.Summary.Participants.Where(p => p.Id is "p0" or "p3").Select(p => p.Samples));
        Assert.Equal([6, 4, 6, 6, 6, 4], run.Summary.Participants.Select(p => p.Rounds));
    }

    [Theory]
    [InlineData("marginal")]
    [InlineData("vcg")]
    public void Three_leave_and_three_join_and_a_run_that_was_stopped_among_them_ends_the_same(string mechanism)
    {
        (string, object)[] settings =
        [
            ("participants", 8L), ("rounds", 11L), ("market.mechanism", mechanism),
            ("behaviour.schedule", "5 leave p0; 6 leave p1; 7 leave p2; 6 join p5; 8 join p6; 10 join p7"),
        ];
        var whole = BehaviourRun.Of(new(_folder.File("whole")), settings);
        Assert.Equal(["p0", "p1", "p2", "p3", "p4"], whole.Present(4));
        Assert.Equal(["p3", "p4", "p5"], whole.Present(7));
        Assert.Equal(["p3", "p4", "p5", "p6", "p7"], whole.Present(10));
        Assert.All(whole.Rounds, round =>
        {
            Assert.All(round.Participants, p => Assert.True(p.Utility >= -1e-9));
            Assert.Equal(round.Participants.Sum(p => p.Paid), round.Participants.Sum(p => p.Received), 1e-9);
        });
        foreach (var last in new[] { 4, 6, 9 })
        {
            var folder = new RunFolder(_folder.File($"stopped-after-{last}"));
            using var stop = new CancellationTokenSource();
            var watcher = new Watcher { OnRound = record => { if (record.Round == last) stop.Cancel(); } };
            Assert.ThrowsAny<OperationCanceledException>(() => ExperimentRun.Start(SmallFederation.Prepare(settings), folder, watcher, new SteppingClock(), stop.Token));
            SmallFederation.Resume(folder);
            RunResults.AssertEqual(RunResults.Of(whole.Folder), folder);
        }
    }

    [Fact]
    public void Models_of_those_who_stay_do_not_restart()
    {
        var still = BehaviourRun.Of(new(_folder.File("still")), ("algorithm", "local"));
        var moving = BehaviourRun.Of(new(_folder.File("moving")), ("algorithm", "local"), ("behaviour.schedule", "2 leave p1; 3 join p2; 4 join p1; 3 change p3 gain_scale=7"));
        foreach (var id in new[] { "p0", "p3" })
        {
            Assert.Equal(File.ReadAllBytes(still.Folder.Model(id)), File.ReadAllBytes(moving.Folder.Model(id)));
            Assert.Equal(Accuracies(still, id), Accuracies(moving, id));
        }

        Assert.NotEqual(File.ReadAllBytes(still.Folder.Model("p1")), File.ReadAllBytes(moving.Folder.Model("p1")));
        Assert.Equal(Accuracies(still, "p1")[..1], Accuracies(moving, "p1")[..1]);

        static double[] Accuracies(BehaviourRun run, string id) => [.. run.Rounds.SelectMany(r => r.Participants).Where(p => p.Id == id).Select(p => p.Accuracy)];
    }

    [Theory]
    [InlineData("ipfl", "4 join p2")]
    [InlineData("ipfl", "2 leave p2; 4 join p2")]
    [InlineData("fedprox", "4 join p2")]
    [InlineData("fedamp", "3 leave p2; 4 join p2")]
    [InlineData("ditto", "4 join p2")]
    public void A_joiner_begins_at_the_common_start_with_the_plain_loss(string algorithm, string schedule)
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("algorithm", algorithm), ("fedprox.mu", 5.0), ("behaviour.schedule", schedule));
        using var scope = NewDisposeScope();
        var experiment = run.Experiment;
        var start = experiment.Images().Architecture.Initialise(new RandomStream(0, RandomPurpose.InitialModel)).unsqueeze(0).repeat(4, 1);
        var round = new TrainingRound(start, experiment.Images().Data.Train, experiment.Images().Data.Normalisation, experiment.Partition, null, experiment.Config.Training, 0, 3);
        var results = new ParallelTrainer(experiment.Images().Architecture, 1).Train(round, null, CancellationToken.None);
        Assert.Equal(results[2].MeanLoss, run.Rounds[3].Participants[2].Loss);
        if (algorithm == "fedprox") return;
        using var checkpoint = SafetensorsFile.Open(run.Folder.Checkpoint);
        Assert.Equal(start[2].data<float>().ToArray(), checkpoint.ReadSingles("models")[(int)(2 * start.shape[1])..(int)(3 * start.shape[1])]);
    }

    [Fact]
    public void Who_uses_fewer_samples_trains_and_is_judged_on_some_of_its_own()
    {
        var experiment = SmallFederation.Prepare(("behaviour.schedule", "2 change p1 samples=9; 3 change p1 samples=4; 4 change p1 samples=9 sharing_cost=5"));
        var (nine, four) = (experiment.Population.At(1), experiment.Population.At(2));
        Assert.Same(experiment.Partition, experiment.Population.At(0).Partition);
        Assert.Equal(9, nine.Participants[1].Truth.Samples.Value);
        Assert.Equal(9, nine.Partition.Participants[1].Distinct().Count());
        Assert.Empty(nine.Partition.Participants[1].Except(experiment.Partition.Participants[1]));
        Assert.Empty(four.Partition.Participants[1].Except(nine.Partition.Participants[1]));
        Assert.Equal(nine.Partition.Participants[1], experiment.Population.At(3).Partition.Participants[1]);
        Assert.Equal((5.0, 1.0), (experiment.Population.At(3).Participants[1].Truth.SharingCost.Value, four.Participants[1].Truth.SharingCost.Value));
        Assert.Same(experiment.Partition.Participants[0], four.Partition.Participants[0]);
    }

    [Fact]
    public void More_samples_than_there_are_is_refused()
    {
        var has = SmallFederation.Prepare().Partition.Participants[1].Length;
        Assert.Equal(
            $"behaviour.schedule: '2 change p1 samples=301': p1 has {has} samples; allowed is 1 to {has}",
            Message.Of(() => SmallFederation.Prepare(("behaviour.schedule", "2 change p1 samples=301"))));
    }

    [Theory]
    [InlineData("ipfl")]
    [InlineData("cfl")]
    [InlineData("fedamp")]
    [InlineData("pfedgraph")]
    [InlineData("fedfomo")]
    public void One_left_alone_or_nobody_at_all_is_a_round_too(string algorithm)
    {
        var run = BehaviourRun.Of(
            new(_folder.File("run")), ("algorithm", algorithm), ("rounds", 5L), ("behaviour.schedule", "2 leave p0; 2 leave p1; 2 leave p2; 3 leave p3; 4 join p1; 5 join p0"));
        Assert.Equal([4, 1, 0, 1, 2], run.Rounds.Select(round => round.Participants.Count));
        Assert.All(run.Rounds.Skip(1).Take(3), round => Assert.Empty(round.Edges));
    }
}
