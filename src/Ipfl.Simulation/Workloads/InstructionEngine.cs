using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Trains and judges adapters of a loaded model, which it owns. Accuracy is exact match.</summary>
internal sealed class InstructionEngine(
    LlamaModel model,
    AdapterArchitecture adapters,
    ExperimentConfig config,
    int threads,
    TokenisedRecord[] records,
    TokenisedRecord[] tests,
    Func<int[], TokenisedRecord[]> testOf) : IWorkloadEngine
{
    private readonly AdapterTrainer _trainer = new(adapters, threads, config.Language!.Checkpointing);
    private readonly AdapterJudge _judge = new(adapters, threads);
    private readonly AdapterVerdicts _verdicts = new(adapters, threads);

    public LocalResult[] Train(LocalRound round, Action<int>? finished, CancellationToken cancellation) => _trainer.Train(
        new AdapterRound(round.Models, records, round.Partition, round.Term, round.Options with { LearningRate = Rate(round.Round) }, round.Seed, round.Round)
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
        using var scope = NewDisposeScope();
        var rows = models.unbind();
        var scores = _judge.Score(
            [.. members.Select(member => (rows.Length == 1 ? rows[0] : rows[member], (IReadOnlyList<TokenisedRecord>)testOf(partition.Participants[member])))], cancellation);
        var (matches, losses) = (new double[partition.Participants.Count], new double[partition.Participants.Count]);
        foreach (var (member, score) in members.Zip(scores)) (matches[member], losses[member]) = (score.ExactMatch, score.Loss);
        return new(matches, matches) { Losses = losses };
    }

    public double[][] Losses(IReadOnlyList<IReadOnlyList<Tensor>> models, Partition partition, CancellationToken cancellation)
    {
        var asked = models.SelectMany((own, participant) => own.Select(one => (one, (IReadOnlyList<TokenisedRecord>)[.. partition.Participants[participant].Select(sample => records[sample])])));
        var scores = new Queue<AnswerScore>(_judge.Score([.. asked], cancellation));
        return [.. models.Select(own => own.Select(_ => scores.Dequeue().Loss).ToArray())];
    }

    public ModelVerdict[][] Judge(IReadOnlyList<JudgeRequest> asked, SampleSource source, CancellationToken cancellation)
    {
        var all = source == SampleSource.Test ? tests : records;
        return _verdicts.Judge([.. asked.Select(request => new AdapterRequest([.. request.Samples.Select(sample => all[sample])], request.Models) { Weights = request.Weights })], cancellation);
    }

    public void Dispose() => model.Dispose();

    private double Rate(int round) => AdapterTuning.Rate(config.Training.LearningRate, config.Language!.FinalLearningRate, round, config.Rounds);
}
