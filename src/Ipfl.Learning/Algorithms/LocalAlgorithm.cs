namespace Ipfl.Learning;

/// <summary><c>local</c>: everybody trains alone; nothing is exchanged.</summary>
public sealed class LocalAlgorithm : IAlgorithm
{
    /// <inheritdoc/>
    public string Name => "local";

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var identity = new double[input.Samples.Count, input.Samples.Count];
        for (var i = 0; i < input.Samples.Count; i++) identity[i, i] = 1;
        return new Aggregation(identity, Models: null, Proximal: null);
    }
}
