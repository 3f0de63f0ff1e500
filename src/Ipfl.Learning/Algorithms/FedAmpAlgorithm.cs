namespace Ipfl.Learning;

/// <summary>
/// <c>fedamp</c> (Huang 2021), attentive message passing: the next local loss gains λ/2·‖θ − u_i‖² with u_i = Σ_j ω_ij θ_j. A
/// participant's own weight is fixed; the others' are ∝ exp(sharpness·cos(D_i, D_j)), so that the more alike a model is, the more it counts.
/// </summary>
/// <param name="lambda">λ, at least 0.</param>
/// <param name="selfWeight">ω_ii, in [0, 1].</param>
/// <param name="sharpness">The factor before the cosine, at least 0.</param>
public sealed class FedAmpAlgorithm(double lambda, double selfWeight, double sharpness) : IAlgorithm
{
    /// <summary>Times m: the weight under which a model is not worth being sent.</summary>
    private const double Negligible = 1e-4;

    private static readonly AlgorithmParameter Lambda = AlgorithmParameter.Amount("lambda", 0.01);
    private static readonly AlgorithmParameter SelfWeight = new("self_weight", 0.3, 0, 1);
    private static readonly AlgorithmParameter Sharpness = AlgorithmParameter.Amount("sharpness", 10);
    private readonly double _lambda = Lambda.Check(lambda);
    private readonly double _selfWeight = SelfWeight.Check(selfWeight);
    private readonly double _sharpness = Sharpness.Check(sharpness);

    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } =
        new("fedamp", values => new FedAmpAlgorithm(values[0], values[1], values[2]), Lambda, SelfWeight, Sharpness);

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var weights = Weights(UpdateGram.Of(input.Models, input.Initial, input.Threads));
        var centres = WeightedMean.Compute(input.Models, weights, input.Threads);
        return new Aggregation(weights, Models: null, new ProximalTerm(centres, _lambda));
    }

    private double[,] Weights(UpdateGram updates)
    {
        var m = updates.Count;
        if (m == 1) return CollaborationGraph.Alone(1);
        var weights = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            int[] others = [.. Enumerable.Range(0, m).Where(j => j != i)];
            // The largest exponent is taken off all of them: nothing overflows, and the shares are the same.
            var largest = others.Max(j => updates.Cosine(i, j));
            double[] attention = [.. others.Select(j => Math.Exp(_sharpness * (updates.Cosine(i, j) - largest)))];
            var shares = Shares(Shares(attention, 1 - _selfWeight), 1 - _selfWeight, least: Negligible / m);
            for (var k = 0; k < others.Length; k++) weights[i, others[k]] = shares[k];
            // With nobody left the whole weight is its own.
            weights[i, i] = Array.TrueForAll(shares, share => share == 0) ? 1 : _selfWeight;
        }

        return weights;
    }

    /// <summary>The values that reach <paramref name="least"/>, scaled to a sum.</summary>
    private static double[] Shares(double[] values, double sum, double least = 0)
    {
        var total = values.Where(value => value >= least).Sum();
        return [.. values.Select(value => value >= least && total > 0 ? value / total * sum : 0)];
    }
}
