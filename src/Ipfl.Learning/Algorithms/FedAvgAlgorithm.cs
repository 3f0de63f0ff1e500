namespace Ipfl.Learning;

/// <summary><c>fedavg</c> (McMahan 2017): everybody goes on from the one global model θ_g = Σ p_i θ_i, p_i = N_i / Σ N.</summary>
public sealed class FedAvgAlgorithm : IAlgorithm
{
    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } = new("fedavg", _ => new FedAvgAlgorithm());

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.GlobalModelAfterAggregation;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var shares = WeightedMean.Shares(input.Samples);
        using var global = WeightedMean.Compute(input.Models, shares, input.Threads);
        return new Aggregation(CollaborationGraph.Everyone(shares), global.expand(shares.Length, global.shape[0]), Term: null);
    }
}
