using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>y + α/r · B·A·x at the projections that an adapter changes, in float32.</summary>
internal sealed class LoraAdapter(LoraOptions options, IReadOnlyList<Tensor> parameters, AdapterDropout? dropout) : IProjectionAdapter
{
    private readonly string[] _targets = [.. options.Targets];

    /// <inheritdoc/>
    public Tensor Adapt(int layer, string projection, Tensor input, Tensor output)
    {
        var target = Array.IndexOf(_targets, projection);
        if (target < 0) return output;
        var place = 2 * (layer * _targets.Length + target);
        var kept = input.to(ScalarType.Float32);
        if (dropout is not null) kept = dropout.Apply(kept, layer, target);
        var narrow = nn.functional.linear(kept, parameters[place]).Times(options.Scale);
        return output.Plus(nn.functional.linear(narrow, parameters[place + 1]).to(output.dtype));
    }
}
