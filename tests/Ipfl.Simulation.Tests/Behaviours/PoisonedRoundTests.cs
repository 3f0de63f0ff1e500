using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>The first round with a free-rider and an attacker, put together by hand.</summary>
public sealed class PoisonedRoundTests : IDisposable
{
    private static readonly (string, object)[] Settings =
        [("rounds", 1L), ("behaviour.free_riders", 0.25), ("behaviour.attackers", 0.25), ("behaviour.attack", "sign-flip"), ("behaviour.liars", 0.25), ("behaviour.lie", "samples")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_global_model_is_the_mean_of_uploads_by_reported_samples()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), [.. Settings, ("algorithm", "fedavg")]);
        using var scope = NewDisposeScope();
        var expected = MeanOfUploads(run, Trained(run, further: false));
        using var checkpoint = SafetensorsFile.Open(run.Folder.Checkpoint);
        for (var i = 0; i < 4; i++) Assert.Equal(expected, Row(checkpoint, "models", i));
    }

    [Fact]
    public void Ditto_s_copies_are_poisoned_and_personal_models_are_not()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), [.. Settings, ("algorithm", "ditto"), ("ditto.lambda", 0.0)]);
        using var scope = NewDisposeScope();
        using var checkpoint = SafetensorsFile.Open(run.Folder.Checkpoint);
        Assert.Equal(MeanOfUploads(run, Trained(run, further: true)), checkpoint.ReadSingles("state.global"));
        var personal = Trained(run, further: false);
        for (var i = 0; i < 4; i++) Assert.Equal(personal[i].data<float>().ToArray(), Row(checkpoint, "models", i));
    }

    [Fact]
    public void Edges_and_distances_are_those_of_uploads_while_own_models_stay()
    {
        var run = BehaviourRun.Of(new(_folder.File("run")), [.. Settings, ("market.lambda", 1.0)]);
        using var scope = NewDisposeScope();
        var models = Trained(run, further: false);
        using var checkpoint = SafetensorsFile.Open(run.Folder.Checkpoint);
        for (var i = 0; i < 4; i++) Assert.Equal(models[i].data<float>().ToArray(), Row(checkpoint, "models", i));

        var distances = ModelDistance.Cosine(Altered(run, models), Start(run)[0]);
        var round = run.Rounds[0];
        Assert.NotEmpty(round.Edges);
        Assert.Equal(round.Edges.Sum(e => e.Weight * distances[Number(e.Buyer), Number(e.Seller)]), round.DistancePenalty, 1e-9);
        Assert.Equal(0, round.Participants[Number(run.Of(Role.FreeRider)[0])].Loss);

        static int Number(string id) => id[1] - '0';
    }

    private static Tensor Start(BehaviourRun run) => run.Experiment.Images().Architecture.Initialise(new RandomStream(0, RandomPurpose.InitialModel)).unsqueeze(0).repeat(4, 1);

    private static Tensor Trained(BehaviourRun run, bool further)
    {
        var (experiment, models) = (run.Experiment, Start(run));
        var round = new TrainingRound(models, experiment.Images().Data.Train, experiment.Images().Data.Normalisation, experiment.Partition, null, experiment.Config.Training, 0, 0)
        {
            Trained = [.. Enumerable.Range(0, 4).Where(i => experiment.Participants[i].Role != Role.FreeRider)],
            Further = further,
        };
        new ParallelTrainer(experiment.Images().Architecture, 1).Train(round, null, CancellationToken.None);
        return models;
    }

    private static Tensor Altered(BehaviourRun run, Tensor models) => stack(run.Experiment.Participants.Select((p, i) => p.Role switch
    {
        Role.Attacker => -models[i],
        Role.FreeRider => ones_like(models[i]),
        _ => models[i],
    }));

    private static float[] MeanOfUploads(BehaviourRun run, Tensor models)
    {
        var shares = WeightedMean.Shares([.. run.Experiment.Participants.Select(p => p.Report.Type.Samples.Value)]);
        return [.. WeightedMean.Compute(Altered(run, models), shares).data<float>()];
    }

    private static float[] Row(SafetensorsFile file, string name, int row)
    {
        var (all, length) = (file.ReadSingles(name), (int)file[name].Shape[^1]);
        return all[(row * length)..((row + 1) * length)];
    }
}
