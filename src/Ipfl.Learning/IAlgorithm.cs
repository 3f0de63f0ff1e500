using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The market as an algorithm sees it: model distances in (m × m, row = buyer), import weights out (m × m, a_ij = N_j/N_i where i
/// imports j's model, else 0). The host composes it, so that learning knows no prices.
/// </summary>
public delegate double[,] Trade(double[,] distances);

/// <summary>Which models a round's accuracies are measured on.</summary>
public enum EvaluationPoint
{
    /// <summary>Each participant's own model after local training, before aggregation.</summary>
    OwnModelAfterTraining,

    /// <summary>The one global model after aggregation.</summary>
    GlobalModelAfterAggregation,
}

/// <summary>What an algorithm may look at between two rounds.</summary>
/// <param name="Round">0-based round that was just trained.</param>
/// <param name="Initial">θ⁰, the common initial model: float32, shape [d].</param>
/// <param name="Models">The uploaded models: float32, shape [m, d]. Not to be changed.</param>
/// <param name="Samples">N_i of each participant as reported.</param>
/// <param name="Trade">The market of this round.</param>
public sealed record AggregationInput(int Round, Tensor Initial, Tensor Models, IReadOnlyList<long> Samples, Trade Trade);

/// <summary>What an algorithm decided between two rounds. Tensors are owned by the receiver.</summary>
/// <param name="Graph">m × m; entry (i, j) is the weight with which i uses j's model.</param>
/// <param name="Models">
/// Where the participants start the next round, [m, d]; null means each goes on from its own model. Rows may share memory (one global
/// model for all), so copy it into the models to be trained.
/// </param>
/// <param name="Proximal">The term that the next round's local loss gains; null means none.</param>
public sealed record Aggregation(double[,] Graph, Tensor? Models, ProximalTerm? Proximal) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Models?.Dispose();
        Proximal?.Centres.Dispose();
    }
}

/// <summary>A federated algorithm: how its models are judged, and what happens between two rounds.</summary>
public interface IAlgorithm
{
    /// <summary>The name that configurations use, such as <c>ipfl</c>.</summary>
    string Name { get; }

    /// <summary>Which models a round's accuracies are measured on.</summary>
    EvaluationPoint Evaluation { get; }

    /// <summary>Whether edges of the graph are paid for; otherwise the graph is only accounted.</summary>
    bool Trades { get; }

    /// <summary>Decides what follows a trained round.</summary>
    Aggregation Aggregate(AggregationInput input);
}
