using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// A low-rank adapter of a frozen language model as a network over its own θ: for each layer and each projection that it changes a matrix A
/// [r, inputs], which begins at random, and a matrix B [outputs, r], which begins at zero. Parameters bear the names that PEFT gives them.
/// </summary>
public sealed class AdapterArchitecture : ModelArchitecture
{
    /// <summary>The name of all such networks.</summary>
    public const string NetworkName = "lora";

    private const string Prefix = "base_model.model.";
    private readonly LlamaModel? _model;

    /// <summary>An adapter of that model, which stays the caller's.</summary>
    /// <exception cref="ArgumentException">A target is no projection or named twice, or a number is out of its range.</exception>
    public AdapterArchitecture(LlamaModel model, LoraOptions options)
        : this((model ?? throw new ArgumentNullException(nameof(model))).Config, options) => _model = model;

    /// <summary>An adapter of a model of those sizes that is not loaded: it can be drawn, read and written, not computed with.</summary>
    /// <exception cref="ArgumentException">A target is no projection or named twice, or a number is out of its range.</exception>
    public AdapterArchitecture(LlamaConfig config, LoraOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Rank, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Alpha);
        if (options.Dropout is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(options), options.Dropout, "dropout must be at least 0 and below 1");
        if (options.Targets.Count == 0 || options.Targets.Distinct().Count() != options.Targets.Count || options.Targets.Except(LoraOptions.Projections).Any())
            throw new ArgumentException($"targets must be different ones of {string.Join(", ", LoraOptions.Projections)}; found {string.Join(", ", options.Targets)}", nameof(options));
        Options = options;
        Parameters = ParameterLayout.Of([.. Layout(config, options)]);
    }

    /// <summary>The frozen model.</summary>
    /// <exception cref="InvalidOperationException">There is none: the adapter was made from sizes alone.</exception>
    public LlamaModel Model => _model ?? throw new InvalidOperationException("the adapter was made without its model's weights");

    /// <summary>Rank, scale, dropout and targets.</summary>
    public LoraOptions Options { get; }

    /// <inheritdoc/>
    public override string Name => NetworkName;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>A uniform in ±1/√inputs, as PEFT draws it; B zero, so that the adapter changes nothing at first.</summary>
    /// <inheritdoc/>
    public override Tensor Initialise(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        TorchRuntime.EnsureLoaded();
        var flat = zeros(Size);
        var numbers = flat.Floats();
        for (var i = 0; i < Parameters.Count; i += 2)
            FanInInitialisation.Fill(numbers.Slice((int)Parameters[i].Offset, (int)Parameters[i].Size), 1 / Math.Sqrt(Parameters[i].Shape[1]), random);
        return flat;
    }

    /// <summary>The logits of the token that follows each text: [batch, vocabulary].</summary>
    /// <param name="input">Tokens, int64 [batch, tokens].</param>
    /// <param name="parameters">Views of θ in flat order.</param>
    /// <param name="training">Unused: what training drops is drawn by <see cref="AdapterTrainer"/>.</param>
    public override Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var hidden = Model.Hidden(input, On(parameters, dropout: null));
        return Model.Logits(hidden.select(1, -1)).MoveToOuterDisposeScope();
    }

    /// <summary>Where A and B of a weight of the model lie in θ; null for one that is not adapted.</summary>
    internal (ModelParameter A, ModelParameter B)? FactorsOf(string weight)
    {
        var stem = $"{Prefix}{weight[..^".weight".Length]}.lora_";
        for (var i = 0; i < Parameters.Count; i += 2)
            if (Parameters[i].Name.StartsWith(stem, StringComparison.Ordinal)) return (Parameters[i], Parameters[i + 1]);
        return null;
    }

    /// <summary>The adapter with those parameters at work.</summary>
    internal IProjectionAdapter On(IReadOnlyList<Tensor> parameters, AdapterDropout? dropout) => new LoraAdapter(Options, parameters, dropout);

    private static IEnumerable<(string Name, long[] Shape)> Layout(LlamaConfig config, LoraOptions options)
    {
        for (var layer = 0; layer < config.Layers; layer++)
        {
            foreach (var target in options.Targets)
            {
                var (outputs, inputs) = LlamaLayout.Shape(config, target);
                yield return ($"{Prefix}{LlamaLayout.Projection(layer, target)}.lora_A.weight", [options.Rank, inputs]);
                yield return ($"{Prefix}{LlamaLayout.Projection(layer, target)}.lora_B.weight", [outputs, options.Rank]);
            }
        }
    }
}
