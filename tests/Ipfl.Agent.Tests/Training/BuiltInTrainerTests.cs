using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol.V1;
using TorchSharp;

namespace Ipfl.Agent.Tests.Training;

/// <summary>An agent alone trains and judges its model as the simulator does among all, to the bit.</summary>
public sealed class BuiltInTrainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataSet _data = DataSets.Find("fashion-mnist").Load(null);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_model_and_its_accuracy_are_those_of_the_simulator()
    {
        var architecture = ModelArchitectures.Create("simple-cnn", _data.InputShape, 10);
        var partition = new IidPartition().Split(_data.Train, 3, new RandomStream(4, RandomPurpose.Partition));
        TorchRuntime.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        var start = architecture.Initialise(new RandomStream(4, RandomPurpose.InitialModel));
        var models = start.expand(3, architecture.Size).contiguous();
        ModelFile.Write(_folder.File("start"), architecture, start);
        ModelFile.Write(_folder.File("centre"), architecture, start + 0.01f);
        var options = new TrainingOptions { Steps = 5, BatchSize = 16, Augment = true };
        var round = new TrainingRound(models, _data.Train, _data.Normalisation, partition, new ProximalTerm((start + 0.01f).unsqueeze(0), 0.4), options, Seed: 9, Round: 6);
        var losses = new ParallelTrainer(architecture, 2).Train(round, null, default);
        var accuracies = new ParticipantTests(_data.Train, _data.Test, partition).Measure(new Evaluator(architecture, 2), models, _data.Normalisation);

        for (var number = 0; number < 3; number++)
        {
            Directory.CreateDirectory(_folder.File($"{number}"));
            var trainer = new BuiltInTrainer(Terms(architecture), new(_data, partition.Participants[number]), number, threads: 1);
            var local = new LocalRound(7, _folder.File("start"), _folder.File("centre"), 0.4, _folder.File($"{number}"));
            var measures = await trainer.TrainAsync(local, TestContext.Current.CancellationToken);
            Assert.Equal(new(accuracies.Personal[number], losses[number].MeanLoss), measures);
            Assert.Equal(models[number].bytes.ToArray(), ModelFile.Read(local.Trained, architecture).bytes.ToArray());
        }
    }

    [Fact]
    public async Task Some_samples_are_held_out_to_try_centres_on()
    {
        var architecture = ModelArchitectures.Create("simple-cnn", _data.InputShape, 10);
        TorchRuntime.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        ModelFile.Draw(_folder.File("own"), architecture, 4);
        ModelFile.Draw(_folder.File("centre"), architecture, 5);
        int[] mine = [.. Enumerable.Range(100, 200)];
        var data = new LocalData(_data, mine).HoldingOut(0.1, seed: 9, number: 2);
        Assert.Equal((180, 20), (data.Samples.Length, data.HeldOut.Length));
        Assert.Equal(mine, data.Samples.Concat(data.HeldOut).Order());

        var trainer = new BuiltInTrainer(Terms(architecture), data, 2, threads: 1);
        Assert.Equal(180, trainer.TrainingSamples);
        Assert.Equal(1, trainer.ClassShares.Sum(), 1e-12);
        var losses = await trainer.TryAsync(new(1, _folder.File("own"), _folder.File("centre"), _folder.Path), TestContext.Current.CancellationToken);
        ModelMixture Model(string file) => new(ModelFile.Read(_folder.File(file), architecture));
        ModelFile.Write(_folder.File("half"), architecture, (ModelFile.Read(_folder.File("own"), architecture) + ModelFile.Read(_folder.File("centre"), architecture)) / 2);
        var verdicts = new ModelJudge(architecture, 1).Judge([new(data.HeldOut, [Model("own"), Model("centre"), Model("half")])], _data.Train, _data.Normalisation)[0];
        Assert.Equal((20, verdicts[0].Loss, verdicts[1].Loss), (losses.Samples, losses.Own, losses.Centre));
        Assert.Equal(verdicts[2].Loss, losses.Half!.Value, 1e-6);
        Assert.NotEqual(losses.Own, losses.Centre);

        var whole = new BuiltInTrainer(Terms(architecture), new(_data, mine), 2, threads: 1);
        await Assert.ThrowsAsync<TrainerFailedException>(() => whole.TryAsync(new(1, _folder.File("own"), _folder.File("centre"), _folder.Path), default));
    }

    [Fact]
    public void A_market_that_does_not_suit_the_data_is_refused_in_one_line()
    {
        var terms = Terms(ModelArchitectures.Create("simple-cnn", _data.InputShape, 10));
        Refused("names no built-in model", terms, t => t.Training.Model = "");
        Refused("asks for the model 'vgg'; built in are simple-cnn, cnn-femnist, lstm, resnet20", terms, t => t.Training.Model = "vgg");
        Refused("trains on samples of [1, 28, 28] in 9 classes; those of fashion-mnist are [1, 28, 28] in 10", terms, t => t.Training.Classes = 9);
        Refused("asks for conv1.weight of shape [1]", terms, t =>
        {
            t.Tensors[0].Shape.Clear();
            t.Tensors[0].Shape.Add(1);
        });
        Refused("asks for conv1.weight nowhere", terms, t => t.Tensors.RemoveAt(0));
        Refused("asks for a tensor more, which simple-cnn does not have", terms, t => t.Tensors.Add(new TensorShape { Name = "more" }));
    }

    [Fact]
    public void A_partition_names_the_participants_samples()
    {
        var file = _folder.Write("p.json", "{\"participants\": [[1, 2], [7, 5]]}");
        Assert.Equal([5, 7], LocalData.Load(new("fashion-mnist", null, file, 1), "agent.toml").Samples);
        Assert.Equal(_data.Train.Count, LocalData.Load(new("fashion-mnist", null, null, 0), "agent.toml").Samples.Length);
        var refusal = Assert.Throws<InvalidDataException>(() => LocalData.Load(new("fashion-mnist", null, file, 2), "agent.toml"));
        Assert.Equal($"agent.toml: data.participant: found 2; allowed is a whole number from 0 to 1, as {file} lists 2 participants", refusal.Message);
    }

    private void Refused(string told, Terms terms, Action<Terms> spoil)
    {
        var spoilt = terms.Clone();
        spoil(spoilt);
        var message = Assert.Throws<InvalidDataException>(() => MarketModel.Of(spoilt, _data)).Message;
        Assert.Contains(told, message, StringComparison.Ordinal);
    }

    private static Terms Terms(ModelArchitecture architecture)
    {
        var terms = new Terms
        {
            Market = "m",
            Training = new() { Model = "simple-cnn", InputShape = { 1, 28, 28 }, Classes = 10, Steps = 5, BatchSize = 16, LearningRate = 0.01, Momentum = 0.9, WeightDecay = 1e-5, Augment = true, Seed = 9 },
        };
        foreach (var parameter in architecture.Parameters) terms.Tensors.Add(new TensorShape { Name = parameter.Name, Shape = { parameter.Shape } });
        return terms;
    }
}
