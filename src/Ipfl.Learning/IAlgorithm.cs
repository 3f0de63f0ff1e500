using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// The market as an algorithm sees it: model distances in (m × m, row = buyer), import weights out (m × m, a_ij = N_j/N_i where i
/// imports j's model, else 0). The host composes it, so that learning knows no prices.
/// </summary>
public delegate double[,] Trade(double[,] distances);

/// <summary>
/// Mean cross-entropy on local training data, without augmentation: <c>models[i]</c> are flat vectors [d] to be judged on participant
/// i's data; the result has the same shape. All participants at once, so that they can be judged side by side.
/// </summary>
public delegate double[][] LocalLosses(IReadOnlyList<IReadOnlyList<Tensor>> models);

/// <summary>Which models a round's accuracies are measured on.</summary>
public enum EvaluationPoint
{
    /// <summary>Each participant's own model after local training, before aggregation.</summary>
    OwnModelAfterTraining,

    /// <summary>The one global model after aggregation.</summary>
    GlobalModelAfterAggregation,
}

/// <summary>What an algorithm may look at between two rounds. No tensor may be changed or kept.</summary>
/// <param name="Round">0-based round that was just trained.</param>
/// <param name="Initial">θ⁰, the common initial model: float32, shape [d].</param>
/// <param name="Models">The uploaded models: float32, shape [m, d].</param>
/// <param name="Samples">N_i of each participant as reported.</param>
/// <param name="Trade">The market of this round.</param>
public sealed record AggregationInput(int Round, Tensor Initial, Tensor Models, IReadOnlyList<long> Samples, Trade Trade)
{
    /// <summary>
    /// Who is present: row k of all matrices is participant <c>Members[k]</c>, ascending. State that belongs to participants must be kept
    /// by these numbers, as others may come and go between two rounds.
    /// </summary>
    public IReadOnlyList<int> Members { get; init; } = [.. Enumerable.Range(0, Samples.Count)];

    /// <summary>The models that the participants go on from, [m, d], where some may have uploaded another; null where nobody did.</summary>
    public Tensor? Own { get; init; }

    /// <summary>What <see cref="Models"/> were when the round began, [m, d]; null unless <see cref="IAlgorithm.NeedsStart"/>.</summary>
    public Tensor? Start { get; init; }

    /// <summary>The trained <see cref="IAlgorithm.FurtherModels"/>; null where there are none.</summary>
    public Tensor? FurtherModels { get; init; }

    /// <summary>What the algorithm carries from round to round: <see cref="IAlgorithm.FirstState"/>, then <see cref="Aggregation.State"/>.</summary>
    public required IReadOnlyDictionary<string, Tensor> State { get; init; }

    /// <summary>The random stream of this round.</summary>
    public required RandomStream Random { get; init; }

    /// <summary>How many worker threads there are to compute with, ≥ 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is not even one.</exception>
    public int Threads
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "there must be at least one thread");
    } = Environment.ProcessorCount;

    /// <summary>Judges models on the participants' training data.</summary>
    public required LocalLosses Losses { get; init; }
}

/// <summary>What an algorithm decided between two rounds. Tensors are owned by the receiver.</summary>
/// <param name="Graph">m × m; entry (i, j) is the weight with which i uses j's model.</param>
/// <param name="Models">
/// Where the participants start the next round, [m, d]; null means each goes on from its own model. Rows may share memory (one global
/// model for all), so copy it into the models to be trained.
/// </param>
/// <param name="Term">The term that the next round's local loss gains; null means none.</param>
public sealed record Aggregation(double[,] Graph, Tensor? Models, LocalTerm? Term) : IDisposable
{
    /// <summary>What the algorithm wants to see again after the next round, under the names and in the shapes of its first state; null where it has none.</summary>
    public IReadOnlyDictionary<string, Tensor>? State { get; init; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Models?.Dispose();
        Term?.Centres.Dispose();
        foreach (var tensor in State?.Values ?? []) tensor.Dispose();
    }
}

/// <summary>
/// A federated algorithm: how its models are judged, and what happens between two rounds. An instance keeps nothing between calls, so
/// that a run can go on from its checkpoint; what must last is state.
/// </summary>
public interface IAlgorithm
{
    /// <summary>The name that configurations use, such as <c>ipfl</c>.</summary>
    string Name { get; }

    /// <summary>Which models a round's accuracies are measured on.</summary>
    EvaluationPoint Evaluation { get; }

    /// <summary>Whether edges of the graph are paid for; otherwise the graph is only accounted.</summary>
    bool Trades { get; }

    /// <summary>Whether <see cref="Aggregate"/> looks at <see cref="AggregationInput.Start"/>, which costs a copy of all models.</summary>
    bool NeedsStart => false;

    /// <summary>The term of the first round's local loss; null for the plain one. Owned by the receiver.</summary>
    /// <param name="initial">θ⁰, [d]: where every participant begins.</param>
    LocalTerm? FirstTerm(Tensor initial) => null;

    /// <summary>The algorithm's own tensors at the beginning, float32, float64 or int64, by name; they are part of checkpoints. Owned by the receiver.</summary>
    /// <param name="initial">θ⁰, [d].</param>
    /// <param name="participants">How many take part over the whole run, present or not.</param>
    IReadOnlyDictionary<string, Tensor> FirstState(Tensor initial, int participants) => new Dictionary<string, Tensor>();

    /// <summary>
    /// Further models, one per participant, that are trained in the same round after its own, with the plain loss and other batches:
    /// float32, contiguous, [m, d]; null for none. Owned by the receiver, who trains them in place.
    /// </summary>
    /// <param name="state">The algorithm's tensors.</param>
    /// <param name="participants">How many take part over the whole run, present or not.</param>
    Tensor? FurtherModels(IReadOnlyDictionary<string, Tensor> state, int participants) => null;

    /// <summary>Decides what follows a trained round.</summary>
    Aggregation Aggregate(AggregationInput input);
}
