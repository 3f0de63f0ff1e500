using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol.V1;
using TorchSharp;

namespace Ipfl.Agent;

/// <summary>Trains and judges an adapter as the simulator does: the same streams, steps, learning rates and measure, to the bit.</summary>
internal sealed class AdapterLocalTrainer : ILocalTrainer, IDisposable
{
    private readonly Terms _terms;
    private readonly BaseModelSettings _settings;
    private readonly int _number;
    private readonly TokenisedRecord[] _train, _heldOut, _test;
    private readonly Partition _partition;
    private readonly LlamaModel _model;
    private readonly AdapterArchitecture _architecture;

    /// <summary>A trainer for the participant of that number; it loads the base model.</summary>
    /// <param name="terms">The market's terms.</param>
    /// <param name="settings">The base model.</param>
    /// <param name="records">The participant's records.</param>
    /// <param name="number">Its number.</param>
    /// <param name="heldOut">The share of the records that centres are tried on, and not trained on.</param>
    /// <exception cref="InvalidDataException">The base model is damaged, does not suit the market, or takes more memory than there is.</exception>
    /// <exception cref="FileNotFoundException">The base model's folder lacks a file.</exception>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public AdapterLocalTrainer(Terms terms, BaseModelSettings settings, OwnRecords records, int number, double heldOut)
    {
        (_terms, _settings, _number) = (terms, settings, number);
        var config = LlamaModel.ReadConfig(settings.Model);
        var adapters = AdapterMarket.Of(terms, config, settings.Model);
        AdapterMarket.CheckNumbers(terms, settings.Model);
        var tokens = new InstructionTokens(settings.Model, config, settings.Template, settings.MaxTokens);
        var (train, test) = records.Split(number, InstructionSets.HeldOutSeed);
        var (mine, held) = ValidationSplit.Split(train, _ => 0, heldOut, terms.Training.Seed, number);
        (_train, _heldOut, _test) = ([.. mine.Select(tokens.Of)], [.. held.Select(tokens.Of)], [.. test.Select(tokens.Of)]);
        _partition = new Partition([[.. Enumerable.Range(0, _train.Length)]]);
        if (settings.Device.IsProcessor) Footprint(config, adapters.Options).EnsureFits();
        _model = LlamaModel.Load(settings.Model, settings.Precision, settings.Device);
        _architecture = new(_model, adapters.Options);
    }

    /// <inheritdoc/>
    public int? TrainingSamples => _train.Length;

    /// <inheritdoc/>
    public IReadOnlyList<double>? ClassShares => null;

    /// <inheritdoc/>
    public Task<LocalMeasures> TrainAsync(LocalRound round, CancellationToken cancellation) => Task.Run(() => Train(round, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<TrialLosses> TryAsync(LocalTrial trial, CancellationToken cancellation) => Task.Run(() => Try(trial, cancellation), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private TrialLosses Try(LocalTrial trial, CancellationToken cancellation)
    {
        if (_heldOut.Length == 0) throw new TrainerFailedException("no record is held out to try it on");
        using var scope = torch.NewDisposeScope();
        var (own, centre) = (ModelFile.Read(trial.Own, _architecture), ModelFile.Read(trial.Centre, _architecture));
        var verdicts = new AdapterVerdicts(_architecture, 1).Judge([new(_heldOut, [new(own), new(centre), new(own, centre, 0.5)])], cancellation)[0];
        return new(_heldOut.Length, verdicts[0].Loss, verdicts[1].Loss) { Half = verdicts[2].Loss };
    }

    private LocalMeasures Train(LocalRound round, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var models = ModelFile.Read(round.Start, _architecture).unsqueeze(0);
        var term = round.Centre is { } centre ? new ProximalTerm(ModelFile.Read(centre, _architecture).unsqueeze(0), round.PullWeight) : null;
        var training = new AdapterRound(models, _train, _partition, term, Options(round.Round - 1), _terms.Training.Seed, round.Round - 1) { Streams = [_number] };
        try
        {
            var result = new AdapterTrainer(_architecture, 1, _settings.Checkpointing).Train(training, null, cancellation)[0];
            var score = new AdapterJudge(_architecture, 1).Score([(models[0], _test)], cancellation)[0];
            ModelFile.Write(round.Trained, _architecture, models[0]);
            PeftFolder.Write(round.Adapter, _architecture, models[0], _settings.Model);
            return new(score.ExactMatch, result.MeanLoss);
        }
        catch (DivergedException error)
        {
            throw new TrainerFailedException(error.Message, error);
        }
    }

    private TrainingOptions Options(int round) => new()
    {
        Steps = _terms.Training.Steps,
        BatchSize = _terms.Training.BatchSize,
        LearningRate = AdapterTuning.Rate(_terms.Training.LearningRate, _terms.Training.Adapter.FinalLearningRate, round, _terms.Rounds),
        WeightDecay = _terms.Training.WeightDecay,
    };

    private MemoryFootprint Footprint(LlamaConfig config, LoraOptions options) => MemoryFootprint.Of(
        config,
        _settings.Precision,
        options,
        participants: 1,
        threads: 1,
        Math.Min(_terms.Training.BatchSize, _train.Length),
        _train.Concat(_heldOut).Concat(_test).Max(record => record.Tokens.Length),
        _settings.Checkpointing);
}
