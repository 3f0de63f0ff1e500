using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// <c>ditto</c> (Li 2021): every participant trains a personal model with λ/2·‖v_i − θ_g‖² in its loss, then a copy of the global model
/// with the plain loss; θ_g becomes the mean Σ p_i of those copies. The personal models are the ones that are judged and kept.
/// </summary>
/// <param name="lambda">λ, at least 0.</param>
public sealed class DittoAlgorithm(double lambda) : IAlgorithm
{
    private const string Global = "global";
    private static readonly AlgorithmParameter Lambda = AlgorithmParameter.Amount("lambda", 1);
    private readonly double _lambda = Lambda.Check(lambda);

    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } = new("ditto", values => new DittoAlgorithm(values[0]), Lambda);

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <summary>In the first round the global model is θ⁰.</summary>
    public LocalTerm? FirstTerm(Tensor initial) => new ProximalTerm(initial.unsqueeze(0), _lambda);

    /// <summary>θ_g, [1, d].</summary>
    public IReadOnlyDictionary<string, Tensor> FirstState(Tensor initial, int participants) => State(initial);

    /// <summary>A copy of θ_g for everybody.</summary>
    public Tensor? FurtherModels(IReadOnlyDictionary<string, Tensor> state, int participants) => state[Global].repeat(participants, 1);

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var shares = WeightedMean.Shares(input.Samples);
        using var global = WeightedMean.Compute(input.FurtherModels!, shares, input.Threads);
        return new Aggregation(CollaborationGraph.Everyone(shares), Models: null, new ProximalTerm(global.unsqueeze(0), _lambda))
        {
            State = State(global),
        };
    }

    private static Dictionary<string, Tensor> State(Tensor global) => new() { [Global] = global.unsqueeze(0) };
}
