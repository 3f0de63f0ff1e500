using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// What PyTorch draws by default for convolutions and linear layers: weight and bias uniform in ±1/√(inputs of one output). A bias
/// follows its weight in the layout and takes its bound.
/// </summary>
internal static class FanInInitialisation
{
    /// <summary>An initial θ: float32, shape [d].</summary>
    public static Tensor Draw(IReadOnlyList<ModelParameter> layout, RandomStream random)
    {
        var flat = empty(layout[^1].Offset + layout[^1].Size);
        var numbers = flat.Floats();
        var bound = 0.0;
        foreach (var parameter in layout)
        {
            if (parameter.Shape.Count > 1) bound = 1 / Math.Sqrt(parameter.Size / parameter.Shape[0]);
            Fill(numbers.Slice((int)parameter.Offset, (int)parameter.Size), bound, random);
        }

        return flat;
    }

    /// <summary>Draws uniform numbers in ±<paramref name="bound"/>.</summary>
    public static void Fill(Span<float> numbers, double bound, RandomStream random)
    {
        foreach (ref var number in numbers) number = (float)((2 * random.NextDouble() - 1) * bound);
    }

    /// <summary>Draws normal numbers of mean 0.</summary>
    public static void FillNormal(Span<float> numbers, double deviation, RandomStream random)
    {
        foreach (ref var number in numbers) number = (float)(deviation * random.NextNormal());
    }
}
