namespace Ipfl.Learning;

/// <summary>What iPFL adds to the market's own parameters.</summary>
public sealed record IpflOptions
{
    /// <summary>η, the size of the step towards imported models: positive.</summary>
    public double Eta { get; init; } = 5;

    /// <summary>λ of the market, the weight of model distance against money: at least 0.</summary>
    public double Lambda { get; init; } = 2;

    /// <summary>w of the local term w/2·‖θ − v_i‖²; null for λ/η.</summary>
    public double? Pull { get; init; }

    /// <summary>Which distance the market and the centres use.</summary>
    public ModelDistanceKind Distance { get; init; } = ModelDistanceKind.Cosine;
}

/// <summary>
/// <c>ipfl</c> (Zhang 2025): participants trade models by their distance; the next local loss gains λ/(2η)·‖θ − v_i‖², which pulls each
/// towards the models it bought; adapters of language models are pulled by λ·‖θ − v_i‖².
/// </summary>
public sealed class IpflAlgorithm : IAlgorithm
{
    private readonly IpflOptions _options;

    /// <summary>The algorithm with these parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">η is not positive, or λ negative.</exception>
    public IpflAlgorithm(IpflOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Eta);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Lambda);
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => "ipfl";

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
        var centres = ProximalCentre.Of(_options.Distance, updates, gram, weights, _options.Eta, input.Models.dtype, input.Threads);
        return new Aggregation(weights, Models: null, new ProximalTerm(centres, _options.Pull ?? _options.Lambda / _options.Eta));
    }
}
