using Ipfl.Data;
using Ipfl.Learning;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>What one round gave.</summary>
internal sealed record RoundResult(LocalResult[] Training, Accuracies Accuracies, double[,] Graph, Outcome Outcome, PhaseTimes Times);

/// <summary>Seconds per phase of a round.</summary>
internal sealed record PhaseTimes(double Train, double Evaluate, double Market, double Aggregate);

/// <summary>One round: local training → evaluation → graph, payments and aggregation → accounting.</summary>
internal sealed class RoundLoop
{
    private readonly Experiment _experiment;
    private readonly ITrainer _trainer;
    private readonly Evaluator _evaluator;
    private readonly LocalLoss _losses;
    private readonly TimeProvider _time;
    private readonly ParticipantTests _tests;

    public RoundLoop(Experiment experiment, ITrainer trainer, Evaluator evaluator, LocalLoss losses, TimeProvider time)
    {
        (_experiment, _trainer, _evaluator, _losses, _time) = (experiment, trainer, evaluator, losses, time);
        _tests = new(experiment.Data.Train, experiment.Data.Test, experiment.Partition);
    }

    private IAlgorithm Algorithm => _experiment.Algorithm;

    /// <summary>Runs the next round on <paramref name="state"/>, in place.</summary>
    public RoundResult Run(FederationState state, Action<int>? trained, CancellationToken cancellation)
    {
        using var start = Algorithm.NeedsStart ? state.Models.clone() : null;
        using var further = Algorithm.FurtherModels(state.Tensors, _experiment.Ids.Count);
        var (training, trainSeconds) = Timed(() => Train(state, further, trained, cancellation));
        Accuracies? accuracies = null;
        var evaluateSeconds = 0.0;
        if (Algorithm.Evaluation == EvaluationPoint.OwnModelAfterTraining)
            (accuracies, evaluateSeconds) = Timed(() => Evaluate(state.Models, cancellation));

        var market = new RoundMarket(_experiment.Config.Market, _experiment.Reports, _experiment.Threads, _time, cancellation);
        var lossSeconds = 0.0;
        var (graph, aggregateSeconds) = Timed(() => Aggregate(state, start, further, market, Losses));
        if (accuracies is null)
        {
            using var global = state.Models.narrow(0, 0, 1);
            (accuracies, evaluateSeconds) = Timed(() => Evaluate(global, cancellation));
        }

        return new(
            training,
            accuracies,
            graph,
            market.Outcome!,
            new(trainSeconds, evaluateSeconds + lossSeconds, market.Elapsed.TotalSeconds, aggregateSeconds - market.Elapsed.TotalSeconds - lossSeconds));

        // Judging models on training images is evaluation too, even where an algorithm asks for it in the midst of aggregating.
        double[][] Losses(IReadOnlyList<IReadOnlyList<Tensor>> models)
        {
            var (losses, seconds) = Timed(() => _losses.Mean(models, _experiment.Data.Train, _experiment.Data.Normalisation, _experiment.Partition, cancellation));
            lossSeconds += seconds;
            return losses;
        }
    }

    /// <summary>A participant has trained when all its models have; losses are those of its own model.</summary>
    private LocalResult[] Train(FederationState state, Tensor? further, Action<int>? trained, CancellationToken cancellation)
    {
        var config = _experiment.Config;
        var round = new TrainingRound(
            state.Models,
            _experiment.Data.Train,
            _experiment.Data.Normalisation,
            _experiment.Partition,
            state.Term,
            config.Training,
            config.Seed,
            state.RoundsDone);
        if (further is null) return _trainer.Train(round, trained, cancellation);
        var own = _trainer.Train(round, null, cancellation);
        var plain = _trainer.Train(round with { Models = further, Term = null, Further = true }, trained, cancellation);
        return [.. own.Zip(plain, (mine, other) => mine with { Images = mine.Images + other.Images })];
    }

    private Accuracies Evaluate(Tensor models, CancellationToken cancellation) =>
        _tests.Measure(_evaluator, models, _experiment.Data.Normalisation, cancellation);

    private double[,] Aggregate(FederationState state, Tensor? start, Tensor? further, RoundMarket market, LocalLosses losses)
    {
        long[] samples = [.. _experiment.Partition.Participants.Select(indices => (long)indices.Length)];
        var aggregation = Algorithm.Aggregate(new(state.RoundsDone, state.Initial, state.Models, samples, market.Trade)
        {
            Start = start,
            FurtherModels = further,
            State = state.Tensors,
            Random = new RandomStream(_experiment.Config.Seed, RandomPurpose.Algorithm, state.RoundsDone),
            Losses = losses,
        });
        if (market.Outcome is null)
        {
            // Distances are asked for by the penalty alone; without an edge there is none to pay.
            var distances = HasEdges(aggregation.Graph) ? ModelDistance.Cosine(state.Models, state.Initial) : new double[samples.Length, samples.Length];
            market.Account(aggregation.Graph, distances);
        }

        state.Advance(aggregation);
        return aggregation.Graph;
    }

    private static bool HasEdges(double[,] graph)
    {
        for (var i = 0; i < graph.GetLength(0); i++)
        {
            for (var j = 0; j < graph.GetLength(1); j++)
            {
                if (i != j && graph[i, j] != 0) return true;
            }
        }

        return false;
    }

    private (T Result, double Seconds) Timed<T>(Func<T> phase)
    {
        var start = _time.GetTimestamp();
        var result = phase();
        return (result, _time.GetElapsedTime(start).TotalSeconds);
    }
}
