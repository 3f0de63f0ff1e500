namespace Ipfl.Learning;

/// <summary><c>local</c>: everybody trains alone; nothing is exchanged.</summary>
public sealed class LocalAlgorithm : IAlgorithm
{
    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } = new("local", _ => new LocalAlgorithm());

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input) => new(CollaborationGraph.Alone(input.Samples.Count), Models: null, Term: null);
}
