using Ipfl.Learning;
using Ipfl.Simulation.Tests.Behaviours;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Worth;

/// <summary>Whole runs, in which it is measured what imports are worth.</summary>
public sealed class WorthRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_import_that_is_known_to_help_gains_and_one_that_does_harm_loses()
    {
        var trained = new RunFolder(_folder.File("trained"));
        SmallFederation.Start(trained, ("algorithm", "fedavg"), ("partition.kind", "iid"), ("steps", 30L), ("rounds", 6L), ("learning_rate", 0.05));
        var file = trained.Model("p0");
        var helped = Run("helped", new OfferAlgorithm(input => ModelFile.Read(file, Architecture(input)).unsqueeze(0).expand(input.Models.shape)));
        var hurt = Run("hurt", new OfferAlgorithm(input => -10 * ModelFile.Read(file, Architecture(input)).unsqueeze(0).expand(input.Models.shape)));
        Assert.All(helped.Rounds[0].Participants, p => Assert.True(p.RealisedGain > 0 && p.ImportLoss!.After < p.ImportLoss.Before));
        Assert.Equal((0.0, 1.0), (helped.Summary.ShareHurt, hurt.Summary.ShareHurt));
        Assert.All(hurt.Rounds[0].Participants, p => Assert.True(p.RealisedGain < 0));
        foreach (var run in new[] { helped, hurt })
        {
            var round = run.Rounds[0];
            Assert.Equal(round.Participants.Sum(p => p.RealisedGain!.Value - p.Cost), round.RealWelfare!.Value, 1e-9);
            foreach (var (p, truth) in round.Participants.Zip(run.Experiment.Participants.Select(p => p.Truth)))
            {
                // 90 test images, all of them drawn, resolve no mean loss below 1/90. Four offer one model to each.
                double[] losses = [.. new[] { p.ImportLoss!.Before, p.ImportLoss.Half, p.ImportLoss.After }.Select(loss => Math.Max(loss, 1 / 90.0))];
                Assert.Equal(0.75, p.ImportLoss.Share, 1e-12);
                Assert.Equal(Market.RealisedGain.Of(truth.GainScale.Value, truth.Samples.Value, 0.75, losses[0], losses[1], losses[2]), p.RealisedGain!.Value, 1e-9);
            }
        }
    }

    [Theory]
    [InlineData("ipfl")]
    [InlineData("ipfl-evidence")]
    [InlineData("pfedgraph")]
    [InlineData("fedavg")]
    [InlineData("ditto")]
    [InlineData("local")]
    public void Every_algorithm_is_measured_and_nothing_else_changes(string algorithm)
    {
        var (with, without) = (Of("with", algorithm, 64), Of("without", algorithm, 0));
        Assert.DoesNotContain("realised", File.ReadAllText(without.Folder.Rounds), StringComparison.OrdinalIgnoreCase);
        Assert.Null(without.Summary.RealWelfare);
        foreach (var (measured, plain) in with.Rounds.Zip(without.Rounds))
        {
            Assert.Equal(plain.Participants, measured.Participants.Select(p => p with { RealisedGain = null, ImportLoss = null, ImportAccuracy = null }));
            Assert.Equal(plain.Edges, measured.Edges.Select(edge => edge with { Predicted = null, Realised = null }));
            Assert.Equal(plain.SocialWelfare, measured.SocialWelfare);
            Assert.All(measured.Participants, p => Assert.Equal(p.ImportAccuracy is null, p.RealisedGain == 0));
        }

        Assert.Equal(with.Rounds.Sum(round => round.RealWelfare!.Value), with.Summary.RealWelfare!.Value, 1e-9);
        Assert.Equal(with.Summary.RealisedGain!.Value, with.Summary.Participants.Sum(p => p.RealisedGain!.Value), 1e-9);
        Assert.Equal(algorithm == "local", with.Summary.ShareHurt is null);
        Assert.Equal(algorithm.StartsWith("ipfl", StringComparison.Ordinal), with.Rounds.Any(round => round.Edges.Any(edge => edge.Realised is not null)));
    }

    [Fact]
    public void Adversaries_are_left_out_and_void_trades_bring_nothing()
    {
        (string, object)[] values = [("algorithm", "ipfl-mean"), ("ipfl.keep_if_worse", true), ("evaluation.validation", 0.3), ("behaviour.attackers", 0.5), ("market.lambda", 0.0), ("rounds", 3L)];
        var run = BehaviourRun.Of(new(_folder.File("run")), values);
        var attackers = run.Of(Role.Attacker);
        Assert.Contains(run.Rounds.SelectMany(round => round.Edges), edge => edge is { Void: true, Realised: 0, Predicted: > 0 });
        foreach (var round in run.Rounds)
        {
            Assert.Equal(round.Participants.Where(p => !attackers.Contains(p.Id)).Sum(p => p.RealisedGain!.Value - p.Cost), round.RealWelfare!.Value, 1e-9);
            foreach (var loser in round.Edges.Where(edge => edge.Void).Select(edge => edge.Buyer))
                Assert.Equal((0.0, null), (round.Participants.Single(p => p.Id == loser).RealisedGain, round.Participants.Single(p => p.Id == loser).ImportAccuracy));
        }
    }

    [Fact]
    public void A_workload_that_does_not_tell_its_test_samples_is_not_measured()
    {
        var experiment = Experiment.Prepare(SmallFederation.Config(("algorithm", "fedavg")), new Workloads.PointsWorkload());
        var summary = ExperimentRun.Start(experiment, new(_folder.File("run")), new Watcher(), new SteppingClock(), CancellationToken.None);
        Assert.Null(summary.RealWelfare);
    }

    private BehaviourRun Of(string name, string algorithm, long samples)
    {
        (string, object)[] held = algorithm == "ipfl-evidence" ? [("evaluation.validation", 0.3)] : [];
        return BehaviourRun.Of(new(_folder.File(name)), [("algorithm", algorithm), ("evaluation.worth_samples", samples), ("rounds", 3L), .. held]);
    }

    private BehaviourRun Run(string name, IAlgorithm algorithm)
    {
        var (folder, experiment) = (new RunFolder(_folder.File(name)), Experiment.Prepare(SmallFederation.Config(("partition.kind", "iid"), ("rounds", 1L), ("steps", 1L)), SmallFederation.Data, algorithm));
        var summary = ExperimentRun.Start(experiment, folder, new Watcher(), new SteppingClock(), CancellationToken.None);
        return new(experiment, folder, summary, [.. File.ReadLines(folder.Rounds).Select(line => ResultJson.Read<RoundRecord>(System.Text.Encoding.UTF8.GetBytes(line)))]);
    }

    private static ModelArchitecture Architecture(AggregationInput input)
    {
        var architecture = ModelArchitectures.Create("simple-cnn", SmallFederation.Data.InputShape, 3);
        Assert.Equal(architecture.Size, input.Initial.shape[0]);
        return architecture;
    }

    /// <summary>Everybody goes on from what is offered, whatever it is.</summary>
    private sealed class OfferAlgorithm(Func<AggregationInput, Tensor> offer) : IAlgorithm
    {
        public string Name => "offer";

        public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

        public bool Trades => false;

        public Aggregation Aggregate(AggregationInput input)
        {
            var graph = new double[input.Samples.Count, input.Samples.Count];
            for (var i = 0; i < input.Samples.Count; i++)
                for (var j = 0; j < input.Samples.Count; j++) graph[i, j] = 1.0 / input.Samples.Count;
            return new(graph, offer(input).contiguous(), Term: null);
        }
    }
}
