namespace Ipfl.Learning;

/// <summary><c>fedavg</c> (McMahan 2017): everybody goes on from the one global model θ_g = Σ p_i θ_i, p_i = N_i / Σ N.</summary>
public sealed class FedAvgAlgorithm : IAlgorithm
{
    /// <inheritdoc/>
    public string Name => "fedavg";

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.GlobalModelAfterAggregation;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var shares = WeightedMean.Shares(input.Samples);
        using var global = WeightedMean.Compute(input.Models, input.Initial, shares);
        return new Aggregation(EveryRow(shares), global.expand(shares.Length, global.shape[0]), Proximal: null);
    }

    private static double[,] EveryRow(double[] shares)
    {
        var graph = new double[shares.Length, shares.Length];
        for (var i = 0; i < shares.Length; i++)
            for (var j = 0; j < shares.Length; j++) graph[i, j] = shares[j];
        return graph;
    }
}
