namespace Ipfl.Learning;

/// <summary>How a bought model comes into the buyer's.</summary>
public enum ModelImport
{
    /// <summary>As published: the next local loss pulls the buyer's model towards it.</summary>
    Pull,

    /// <summary>The buyer goes on from the mean of its own and the bought models: see <see cref="MeanImport"/>.</summary>
    Mean,
}

/// <summary>What iPFL adds to the market's own parameters.</summary>
public sealed record IpflOptions
{
    /// <summary>η, the size of the step towards imported models: positive.</summary>
    public double Eta { get; init; } = 5;

    /// <summary>λ of the market, the weight of model distance against money: at least 0.</summary>
    public double Lambda { get; init; } = 2;

    /// <summary>w of the local term w/2·‖θ − v_i‖²; null for λ/η.</summary>
    public double? Pull { get; init; }

    /// <summary>How bought models come into the buyer's.</summary>
    public ModelImport Import { get; init; }

    /// <summary>τ of the mean import: positive.</summary>
    public double Clip { get; init; } = 2;

    /// <summary>Whether the pull's step goes with the length of the buyer's update: see <see cref="ProximalCentre.NormalisedCosine"/>.</summary>
    public bool NormalisedPull { get; init; }

    /// <summary>Which distance the market and the centres use.</summary>
    public ModelDistanceKind Distance { get; init; } = ModelDistanceKind.Cosine;
}

/// <summary>
/// <c>ipfl</c> (Zhang 2025): participants trade models by their distance; the next local loss gains λ/(2η)·‖θ − v_i‖², which pulls each
/// towards the models it bought; adapters of language models are pulled by λ·‖θ − v_i‖². Or each goes on from the mean of its own and the bought
/// models, and nothing is added to its loss.
/// </summary>
public sealed class IpflAlgorithm : IAlgorithm
{
    /// <summary>The published method.</summary>
    internal const string Published = "ipfl";

    /// <summary>The same that imports by the mean.</summary>
    internal const string ByMean = "ipfl-mean";

    /// <summary>The same that also asks for evidence of what models are worth; that is the market's part.</summary>
    internal const string ByEvidence = "ipfl-evidence";

    private readonly IpflOptions _options;

    /// <summary>The algorithm with these parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">η or τ is not positive, or λ negative.</exception>
    public IpflAlgorithm(IpflOptions options)
        : this(options, Published)
    {
    }

    /// <summary>The same under another name.</summary>
    internal IpflAlgorithm(IpflOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Eta);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Clip);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lambda, 0.0);
        (_options, Name) = (options, name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public EvaluationPoint Evaluation => EvaluationPoint.OwnModelAfterTraining;

    /// <inheritdoc/>
    public bool Trades => true;

    /// <inheritdoc/>
    public Aggregation Aggregate(AggregationInput input)
    {
        using var updates = UpdateMatrix.Of(input.Models, input.Initial);
        var gram = UpdateGram.Of(updates, input.Threads);
        var weights = input.Trade(ModelDistance.Of(_options.Distance, gram));
        if (_options.Import == ModelImport.Mean)
            return new Aggregation(weights, MeanImport.Of(updates, gram, input.Models, input.Initial, weights, _options.Clip, input.Own, input.Threads), Term: null);
        if (_options.NormalisedPull) return Pulled(weights, ProximalCentre.Normalised(gram, weights), updates, gram, input);
        return Pulled(weights, weights, updates, gram, input);
    }

    private Aggregation Pulled(double[,] graph, double[,] weights, UpdateMatrix updates, UpdateGram gram, AggregationInput input)
    {
        var centres = ProximalCentre.Of(_options.Distance, updates, gram, weights, _options.Eta, input.Models.dtype, input.Threads);
        return new Aggregation(graph, Models: null, new ProximalTerm(centres, _options.Pull ?? _options.Lambda / _options.Eta));
    }
}
