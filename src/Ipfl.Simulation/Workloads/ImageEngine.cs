using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Trains and judges image networks. What the participants are tested on is looked up again only when their samples change.</summary>
internal sealed class ImageEngine(ImageDataSet data, ComputeEngine engine) : IWorkloadEngine
{
    private ParticipantTests? _tests;
    private Partition? _tested;

    public LocalResult[] Train(LocalRound round, Action<int>? finished, CancellationToken cancellation) => engine.Trainer.Train(
        new TrainingRound(round.Models, data.Train, data.Normalisation, round.Partition, round.Term, round.Options, round.Seed, round.Round)
        {
            Further = round.Further,
            Trained = round.Trained,
            WithoutTerm = round.WithoutTerm,
            RestoresDiverged = round.RestoresDiverged,
        },
        finished,
        cancellation);

    public Accuracies Evaluate(Tensor models, Partition partition, IReadOnlyList<int> members, CancellationToken cancellation)
    {
        if (_tested != partition) (_tests, _tested) = (new(data.Train, data.Test, partition), partition);
        return _tests!.Measure(engine.Evaluator, models, data.Normalisation, members, cancellation);
    }

    public double[][] Losses(IReadOnlyList<IReadOnlyList<Tensor>> models, Partition partition, CancellationToken cancellation) =>
        engine.Losses.Mean(models, data.Train, data.Normalisation, partition, cancellation);

    public ModelVerdict[][] Judge(IReadOnlyList<JudgeRequest> asked, SampleSource source, CancellationToken cancellation) =>
        engine.Judge.Judge(asked, source == SampleSource.Test ? data.Test : data.Train, data.Normalisation, cancellation);

    public void Dispose() => engine.Dispose();
}
