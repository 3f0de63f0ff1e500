namespace Ipfl.Learning;

/// <summary>
/// <c>pfedgraph</c> (Ye 2023): ω_i minimises α‖x − p‖² − Σ_j x_j cos(D_i, D_j) over the simplex, which is the projection of
/// p + C_i/(2α) onto it. Participant i goes on from u_i = Σ_j ω_ij θ_j, and its loss gains λ·(1 − cos(θ, u_i)).
/// </summary>
/// <param name="lambda">λ, at least 0.</param>
/// <param name="alpha">α, from 0.000001: how much shares of samples count against likeness.</param>
public sealed class PFedGraphAlgorithm(double lambda, double alpha) : IAlgorithm
{
    /// <summary>Times m: the weight under which a model is not worth being sent.</summary>
    private const double Negligible = 1e-5;

    private static readonly AlgorithmParameter Lambda = AlgorithmParameter.Amount("lambda", 0.01);
    private static readonly AlgorithmParameter Alpha = new("alpha", 0.8, 1e-6, 1e6);
    private readonly double _lambda = Lambda.Check(lambda);
    private readonly double _alpha = Alpha.Check(alpha);

    /// <summary>The catalogue's entry.</summary>
    public static AlgorithmEntry Entry { get; } =
        new("pfedgraph", values => new PFedGraphAlgorithm(values[0], values[1]), Lambda, Alpha);

    /// <inheritdoc/>
    public string Name => Entry.Name;

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => false;

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        var weights = Weights(UpdateGram.Of(input.Models, input.Initial, input.Threads), WeightedMean.Shares(input.Samples));
        var centres = WeightedMean.Compute(input.Models, weights, input.Threads);
        return new Aggregation(weights, centres.alias(), new CosineTerm(centres, _lambda));
    }

    private double[,] Weights(UpdateGram updates, double[] shares)
    {
        var m = updates.Count;
        var weights = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            var row = SimplexProjection.Of([.. shares.Select((share, j) => share + updates.Cosine(i, j) / (2 * _alpha))]);
            for (var j = 0; j < m; j++) weights[i, j] = row[j] < Negligible / m ? 0 : row[j];
        }

        return weights;
    }
}
