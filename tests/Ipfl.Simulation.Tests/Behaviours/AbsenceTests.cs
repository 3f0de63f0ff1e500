using Ipfl.Learning;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>What is said to those present is about them, and reaches them and nobody else.</summary>
public sealed class AbsenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fedamp")]
    [InlineData("pfedgraph")]
    public void Centres_and_models_reach_those_they_were_made_for(string algorithm)
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("algorithm", algorithm), ("rounds", 2L), ("fedamp.self_weight", 0.9), ("behaviour.schedule", "2 leave p1"));
        var before = BehaviourRun.Of(new(_folder.File("before")), ("algorithm", algorithm), ("rounds", 1L), ("fedamp.self_weight", 0.9));
        using var scope = NewDisposeScope();
        using var checkpoint = SafetensorsFile.Open(run.Folder.Checkpoint);
        var (models, centres) = (Matrix(checkpoint, "models"), Matrix(checkpoint, "centres"));
        Assert.Equal(File.ReadAllBytes(before.Folder.Model("p1")), File.ReadAllBytes(run.Folder.Model("p1")));
        Assert.All(Numbers(centres[1]), x => Assert.Equal(0, x));
        foreach (var i in new[] { 0, 2, 3 })
        {
            // Where the algorithm replaces models, they are its centres; else nine tenths of each centre are its own model.
            if (algorithm == "pfedgraph") Assert.Equal(Numbers(centres[i]), Numbers(models[i]));
            else Assert.Equal(i, new[] { 0, 1, 2, 3 }.MinBy(j => (centres[i] - models[j]).norm().item<float>()));
        }
    }

    [Fact]
    public void A_global_model_passes_by_those_who_left()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("algorithm", "fedavg"), ("rounds", 3L), ("behaviour.schedule", "2 leave p0"));
        var before = BehaviourRun.Of(new(_folder.File("before")), ("algorithm", "fedavg"), ("rounds", 1L));
        Assert.Equal(File.ReadAllBytes(before.Folder.Model("p0")), File.ReadAllBytes(run.Folder.Model("p0")));
        Assert.Equal(File.ReadAllBytes(run.Folder.Model("p1")), File.ReadAllBytes(run.Folder.Model("p3")));
        Assert.NotEqual(File.ReadAllBytes(run.Folder.Model("p0")), File.ReadAllBytes(run.Folder.Model("p1")));
    }

    [Fact]
    public void An_algorithm_sees_members_reports_starts_and_losses_of_those_present()
    {
        var spy = new Spy();
        var experiment = Experiment.Prepare(
            SmallFederation.Config(("rounds", 2L), ("behaviour.schedule", "2 leave p1"), ("behaviour.liars", 0.5), ("behaviour.lie", "samples")), SmallFederation.Data, spy);
        ExperimentRun.Start(experiment, new(_folder.File("run")), new Watcher(), new SteppingClock(), CancellationToken.None);
        Assert.Equal([0, 1, 2, 3], spy.Seen[0].Members);
        var (members, samples, losses, rows) = spy.Seen[1];
        Assert.Equal([0, 2, 3], members);
        Assert.Equal((3L, 3L), rows);
        Assert.Equal(members.Select(i => experiment.Participants[i].Report.Type.Samples.Value), samples);
        Assert.Equal(members.Select(i => spy.Seen[0].Losses[i]), losses);
        Assert.Equal(4, spy.Seen[0].Losses.Distinct().Count());
    }

    [Fact]
    public void An_attacker_s_own_model_trains_plainly_whatever_it_uploads()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), ("market.lambda", 2.0), ("behaviour.attackers", 0.25));
        var local = BehaviourRun.Of(new(_folder.File("local")), ("algorithm", "local"));
        var attacker = Assert.Single(run.Of(Role.Attacker));
        foreach (var p in run.Experiment.Participants)
        {
            var same = File.ReadAllBytes(local.Folder.Model(p.Id)).SequenceEqual(File.ReadAllBytes(run.Folder.Model(p.Id)));
            Assert.Equal(p.Id == attacker, same);
        }
    }

    private static Tensor Matrix(SafetensorsFile file, string name) => tensor(file.ReadSingles(name)).reshape([.. file[name].Shape]);

    private static float[] Numbers(Tensor row) => [.. row.data<float>()];

    /// <summary>Nobody uses anything; what it was shown stays in a list.</summary>
    private sealed class Spy : IAlgorithm
    {
        public List<(int[] Members, long[] Samples, double[] Losses, (long, long) Rows)> Seen { get; } = [];

        public string Name => "spy";

        public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

        public bool Trades => false;

        public bool NeedsStart => true;

        public Aggregation Aggregate(AggregationInput input)
        {
            var m = input.Members.Count;
            var losses = input.Losses([.. Enumerable.Repeat<IReadOnlyList<Tensor>>([input.Initial], m)]);
            Seen.Add(([.. input.Members], [.. input.Samples], [.. losses.Select(own => own[0])], (input.Models.shape[0], input.Start!.shape[0])));
            return new(new double[m, m], null, null);
        }
    }
}
