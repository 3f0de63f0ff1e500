namespace Ipfl.Learning;

/// <summary><c>nearest</c>: everybody mixes its model with the one that points most in its direction.</summary>
/// <param name="share">The weight of the other model, from 0 to 1.</param>
public sealed class NearestAlgorithm(double share) : IAlgorithm
{
    private static readonly AlgorithmParameter Share = new("share", 0.5, 0, 1);
    private readonly double _share = Share.Check(share);

    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } = new("nearest", values => new NearestAlgorithm(values[0]), Share);

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var distances = ModelDistance.Cosine(input.Models, input.Initial);
        var m = input.Samples.Count;
        var weights = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            var nearest = Enumerable.Range(0, m).Where(j => j != i).DefaultIfEmpty(i).MinBy(j => distances[i, j]);
            weights[i, i] = 1 - _share;
            weights[i, nearest] += _share;
        }

        return new Aggregation(weights, WeightedMean.Compute(input.Models, weights), Term: null);
    }
}
