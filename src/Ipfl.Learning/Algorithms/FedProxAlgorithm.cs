using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// <c>fedprox</c> (Li 2020): <c>fedavg</c> whose local loss gains μ/2·‖θ − θ_g‖², a pull back to the global model that the round began with.
/// </summary>
/// <param name="mu">μ, at least 0.</param>
public sealed class FedProxAlgorithm(double mu) : IAlgorithm
{
    private static readonly AlgorithmParameter Mu = AlgorithmParameter.Amount("mu", 0.01);
    private readonly double _mu = Mu.Check(mu);

    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } = new("fedprox", values => new FedProxAlgorithm(values[0]), Mu);

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.GlobalModelAfterAggregation;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <summary>In the first round the global model is θ⁰.</summary>
    public LocalTerm? FirstTerm(Tensor initial) => new ProximalTerm(initial.unsqueeze(0), _mu);

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var shares = WeightedMean.Shares(input.Samples);
        using var global = WeightedMean.Compute(input.Models, shares, input.Threads);
        return new Aggregation(
            CollaborationGraph.Everyone(shares), global.expand(shares.Length, global.shape[0]), new ProximalTerm(global.unsqueeze(0), _mu));
    }
}
