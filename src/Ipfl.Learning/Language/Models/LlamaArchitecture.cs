using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>A whole Llama-family network as a function of θ, which is all of its weights, by their Hugging Face names.</summary>
public sealed class LlamaArchitecture : ModelArchitecture
{
    private const double Deviation = 0.02;

    /// <summary>The network of those sizes.</summary>
    public LlamaArchitecture(LlamaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Parameters = ParameterLayout.Of([.. LlamaLayout.All(config)]);
    }

    /// <summary>Its sizes.</summary>
    public LlamaConfig Config { get; }

    /// <inheritdoc/>
    public override string Name => "llama";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>
    /// Matrices normal with deviation 0.02; what is added to the residual stream smaller by √(2·layers) (Radford et al., 2019); norms 1, biases 0.
    /// </summary>
    /// <inheritdoc/>
    public override Tensor Initialise(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        TorchRuntime.EnsureLoaded();
        var flat = zeros(Size);
        foreach (var parameter in Parameters)
        {
            using var part = flat.narrow(0, parameter.Offset, parameter.Size);
            var numbers = part.Floats();
            var isAdded = parameter.Name.EndsWith("o_proj.weight", StringComparison.Ordinal) || parameter.Name.EndsWith("down_proj.weight", StringComparison.Ordinal);
            if (parameter.Shape.Count == 2) FanInInitialisation.FillNormal(numbers, isAdded ? Deviation / Math.Sqrt(2.0 * Config.Layers) : Deviation, random);
            else if (!parameter.Name.EndsWith(".bias", StringComparison.Ordinal)) numbers.Fill(1);
        }

        return flat;
    }

    /// <summary>The logits of the token that follows each text: [batch, vocabulary].</summary>
    /// <param name="input">Tokens, int64 [batch, tokens].</param>
    /// <param name="parameters">Views of θ in flat order.</param>
    /// <param name="training">Unused: nothing is dropped.</param>
    public override Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        using var network = Over([.. parameters.Select(parameter => parameter.alias())]);
        return network.Logits(network.Hidden(input, adapter: null).select(1, -1)).MoveToOuterDisposeScope();
    }

    /// <summary>The network on those views, which it disposes with itself.</summary>
    internal LlamaModel Over(IReadOnlyList<Tensor> parameters) => new(Config, new FlatSource(Parameters, parameters));
}
