using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol.V1;
using TorchSharp;

namespace Ipfl.Agent.Tests.Training;

/// <summary>An agent alone trains and judges its adapter as a federation does, to the bit.</summary>
public sealed class AdapterLocalTrainerTests : IDisposable
{
    private const int Participants = 3;
    private const long Seed = 9;
    private static readonly LoraOptions Lora = new() { Rank = 4, Alpha = 8, Dropout = 0.1, Targets = ["q_proj", "down_proj"] };
    private readonly TemporaryFolder _folder = new();
    private readonly BaseModelSettings _base;

    public AdapterLocalTrainerTests() => _base = new(TinyBaseModel.Make(_folder.File("base")), WeightPrecision.F32, 200, "alpaca", true, ComputeDevice.Processor);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_adapter_and_its_measures_are_those_of_a_federation()
    {
        using var scope = torch.NewDisposeScope();
        using var model = LlamaModel.Load(_base.Model, WeightPrecision.F32, ComputeDevice.Processor);
        var architecture = new AdapterArchitecture(model, Lora);
        ModelFile.Draw(_folder.File("start"), architecture, 4);
        ModelFile.Draw(_folder.File("centre"), architecture, 5);
        var tokens = new InstructionTokens(_base.Model, model.Config, "alpaca", 200);
        var parts = Enumerable.Range(0, Participants).Select(number => Records(number).Split(number, InstructionSets.HeldOutSeed)).ToArray();
        TokenisedRecord[] all = [.. parts.SelectMany(part => part.Train).Select(tokens.Of)];
        var sizes = parts.Select(part => part.Train.Count).ToArray();
        var partition = new Partition([.. sizes.Select((size, i) => Enumerable.Range(sizes[..i].Sum(), size).ToArray())]);
        var models = ModelFile.Read(_folder.File("start"), architecture).expand(Participants, architecture.Size).contiguous();
        var term = new ProximalTerm(ModelFile.Read(_folder.File("centre"), architecture).unsqueeze(0), 0.4);
        var options = new TrainingOptions { Steps = 3, BatchSize = 4, LearningRate = AdapterTuning.Rate(0.01, 0.001, 2, 5), WeightDecay = 0.1 };
        var results = new AdapterTrainer(architecture, 2, checkpoints: true).Train(new(models, all, partition, term, options, Seed, Round: 2), null, default);

        for (var number = 0; number < Participants; number++)
        {
            Directory.CreateDirectory(_folder.File($"{number}"));
            var local = new LocalRound(3, _folder.File("start"), _folder.File("centre"), 0.4, _folder.File($"{number}"));
            using var trainer = new AdapterLocalTrainer(Terms(architecture), _base, Records(number), number, heldOut: 0);
            var measures = await trainer.TrainAsync(local, TestContext.Current.CancellationToken);

            Assert.Equal(models[number].bytes.ToArray(), ModelFile.Read(local.Trained, architecture).bytes.ToArray());
            TokenisedRecord[] test = [.. parts[number].Test.Select(tokens.Of)];
            Assert.Equal(new(new AdapterJudge(architecture, 2).Score([(models[number], test)])[0].ExactMatch, results[number].MeanLoss), measures);
            Assert.Equivalent(Lora, PeftFolder.ReadOptions(local.Adapter));
            Assert.Equal(models[number].bytes.ToArray(), PeftFolder.Read(local.Adapter, architecture).bytes.ToArray());
        }
    }

    [Fact]
    public async Task Some_records_are_held_out_to_try_centres_on()
    {
        using var scope = torch.NewDisposeScope();
        using var model = LlamaModel.Load(_base.Model, WeightPrecision.F32, ComputeDevice.Processor);
        var architecture = new AdapterArchitecture(model, Lora);
        ModelFile.Draw(_folder.File("own"), architecture, 4);

        // An adapter as it is drawn adds nothing yet.
        ModelFile.Write(_folder.File("centre"), architecture, ModelFile.Read(_folder.File("own"), architecture) + 0.05f);
        using var trainer = new AdapterLocalTrainer(Terms(architecture), _base, Records(1), 1, heldOut: 0.2);
        var (train, held) = ValidationSplit.Split(Records(1).Split(1, InstructionSets.HeldOutSeed).Train, _ => 0, 0.2, Seed, participant: 1);
        Assert.Equal(train.Length, trainer.TrainingSamples);

        var losses = await trainer.TryAsync(new(1, _folder.File("own"), _folder.File("centre"), _folder.Path), TestContext.Current.CancellationToken);
        var tokens = new InstructionTokens(_base.Model, model.Config, "alpaca", 200);
        TokenisedRecord[] records = [.. held.Select(tokens.Of)];
        double Loss(string file) => new AdapterVerdicts(architecture, 1).Judge([new(records, [new(ModelFile.Read(_folder.File(file), architecture))])])[0][0].Loss;
        ModelFile.Write(_folder.File("half"), architecture, ModelFile.Read(_folder.File("own"), architecture) + 0.025f);
        Assert.Equal((held.Length, Loss("own"), Loss("centre")), (losses.Samples, losses.Own, losses.Centre));
        Assert.Equal(Loss("half"), losses.Half!.Value, 1e-5);
        Assert.NotEqual(losses.Own, losses.Centre);
    }

    [Fact]
    public void A_market_that_does_not_suit_the_base_model_is_refused_in_one_line()
    {
        var config = LlamaModel.ReadConfig(_base.Model);
        var terms = Terms(new(config, Lora));
        AdapterMarket.Of(terms, config, "mine");
        Refused("trades no adapters of language models but 'simple-cnn'", terms, t => (t.Training.Model, t.Training.Adapter) = ("simple-cnn", null));
        Refused("trades no adapters of language models but a model that only its participants know", terms, t => t.Training = null);
        Refused(
            "asks for base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight of shape [4, 32], but lora has it of shape [8, 32]; llm.model must be the market's base model, tiny, and mine is another",
            terms,
            t => t.Training.Adapter.Rank = 8);
        Refused("asks for a tensor base_model.model.model.layers.0.mlp.down_proj.lora_A.weight, which lora does not have", terms, t => t.Training.Adapter.Targets.Remove("down_proj"));
        Refused("asks for adapters that cannot be: targets must be different ones of q_proj", terms, t => t.Training.Adapter.Targets.Add("q_proj"));
        Refused("asks for adapters that cannot be", terms, t => t.Training.Adapter.Rank = 0);
        Assert.Contains("shape [4, 32], but lora has it of shape [4, 64]", Assert.Throws<InvalidDataException>(() => AdapterMarket.Of(terms, config with { HiddenSize = 64 }, "mine")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_has_images_is_told_what_an_adapter_market_needs()
    {
        var terms = Terms(new(LlamaModel.ReadConfig(_base.Model), Lora));
        var message = Assert.Throws<InvalidDataException>(() => MarketModel.Of(terms, DataSets.Find("fashion-mnist").Load(null))).Message;
        Assert.Equal("market m trades adapters of a language model; name your records with data.instructions and the base model with llm.model, instead of data.set", message);
    }

    [Fact]
    public void A_base_model_that_is_not_there_is_told()
    {
        var terms = Terms(new(LlamaModel.ReadConfig(_base.Model), Lora));
        Assert.Throws<FileNotFoundException>(() => new AdapterLocalTrainer(terms, _base with { Model = _folder.File("none") }, Records(0), 0, heldOut: 0).Dispose());
    }

    private OwnRecords Records(int number) => OwnRecords.Read(_folder.Write($"{number}.jsonl", TinyBaseModel.Lines(number)), null);

    private void Refused(string told, Terms terms, Action<Terms> spoil)
    {
        var spoilt = terms.Clone();
        spoil(spoilt);
        var message = Assert.Throws<InvalidDataException>(() => AdapterMarket.Of(spoilt, LlamaModel.ReadConfig(_base.Model), "mine")).Message;
        Assert.StartsWith("market m ", message, StringComparison.Ordinal);
        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static Terms Terms(AdapterArchitecture architecture)
    {
        var adapter = new AdapterTerms { Rank = 4, Alpha = 8, Dropout = 0.1, Targets = { Lora.Targets }, FinalLearningRate = 0.001, BaseModel = "tiny" };
        var terms = new Terms
        {
            Market = "m",
            Rounds = 5,
            Training = new() { Model = "lora", Steps = 3, BatchSize = 4, LearningRate = 0.01, WeightDecay = 0.1, Seed = Seed, Adapter = adapter },
        };
        foreach (var parameter in architecture.Parameters) terms.Tensors.Add(new TensorShape { Name = parameter.Name, Shape = { parameter.Shape } });
        return terms;
    }
}
