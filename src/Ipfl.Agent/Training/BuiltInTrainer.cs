using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Protocol.V1;
using TorchSharp;

namespace Ipfl.Agent;

/// <summary>Trains and judges as the simulator does: the same streams, steps and measure, to the bit.</summary>
internal sealed class BuiltInTrainer : ILocalTrainer
{
    private readonly ModelArchitecture _architecture;
    private readonly LocalData _data;
    private readonly TrainingTerms _terms;
    private readonly int _number;
    private readonly ParallelTrainer _trainer;
    private readonly Evaluator _evaluator;
    private readonly ModelJudge _judge;
    private readonly Partition _partition;
    private readonly ParticipantTests _tests;

    /// <summary>A trainer for the participant of that number.</summary>
    /// <exception cref="InvalidDataException">The market's model is none that is built in, or the data do not suit it.</exception>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public BuiltInTrainer(Terms terms, LocalData data, int number, int threads)
    {
        (_terms, _data, _number) = (terms.Training, data, number);
        _architecture = MarketModel.Of(terms, data.Set);
        (_trainer, _evaluator, _judge) = (new ParallelTrainer(_architecture, 1), new Evaluator(_architecture, threads), new ModelJudge(_architecture, 1));
        _partition = new Partition([data.Samples]);
        _tests = new(data.Set.Train, data.Set.Test, _partition);
    }

    /// <inheritdoc/>
    public int? TrainingSamples => _data.Samples.Length;

    /// <inheritdoc/>
    public IReadOnlyList<double> ClassShares => _data.ClassShares();

    /// <inheritdoc/>
    public Task<LocalMeasures> TrainAsync(LocalRound round, CancellationToken cancellation) => Task.Run(() => Train(round, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<TrialLosses> TryAsync(LocalTrial trial, CancellationToken cancellation) => Task.Run(() => Try(trial, cancellation), cancellation);

    private TrialLosses Try(LocalTrial trial, CancellationToken cancellation)
    {
        if (_data.HeldOut.Length == 0) throw new TrainerFailedException("no sample is held out to try it on");
        using var scope = torch.NewDisposeScope();
        var (own, centre) = (ModelFile.Read(trial.Own, _architecture), ModelFile.Read(trial.Centre, _architecture));
        var asked = new JudgeRequest(_data.HeldOut, [new(own), new(centre), new(own, centre, 0.5)]);
        var verdicts = _judge.Judge([asked], _data.Set.Train, _data.Set.Normalisation, cancellation)[0];
        return new(_data.HeldOut.Length, verdicts[0].Loss, verdicts[1].Loss) { Half = verdicts[2].Loss };
    }

    private LocalMeasures Train(LocalRound round, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var models = ModelFile.Read(round.Start, _architecture).unsqueeze(0);
        var term = round.Centre is { } centre ? new ProximalTerm(ModelFile.Read(centre, _architecture).unsqueeze(0), round.PullWeight) : null;
        var training = new TrainingRound(models, _data.Set.Train, _data.Set.Normalisation, _partition, term, Options(), _terms.Seed, round.Round - 1) { Streams = [_number] };
        try
        {
            var result = _trainer.Train(training, null, cancellation)[0];
            var accuracy = _tests.Measure(_evaluator, models, _data.Set.Normalisation, cancellation).Personal[0];
            ModelFile.Write(round.Trained, _architecture, models[0]);
            return new(accuracy, result.MeanLoss);
        }
        catch (DivergedException error)
        {
            throw new TrainerFailedException(error.Message, error);
        }
    }

    private TrainingOptions Options() => new()
    {
        Steps = _terms.Steps,
        BatchSize = _terms.BatchSize,
        LearningRate = _terms.LearningRate,
        Momentum = _terms.Momentum,
        WeightDecay = _terms.WeightDecay,
        Augment = _terms.Augment,
    };
}
