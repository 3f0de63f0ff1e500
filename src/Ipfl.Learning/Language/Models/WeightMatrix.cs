using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The matrix of a linear layer, however its numbers are kept.</summary>
internal abstract class WeightMatrix : IDisposable
{
    /// <summary>x·Wᵀ + b.</summary>
    /// <param name="input">[…, inputs].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    public abstract Tensor Apply(Tensor input, Tensor? bias);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A matrix [outputs, inputs] in the type that is computed in.</summary>
internal sealed class PlainMatrix(Tensor matrix) : WeightMatrix
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input, Tensor? bias) => nn.functional.linear(input, matrix, bias);

    /// <inheritdoc/>
    public override void Dispose() => matrix.Dispose();
}

/// <summary>A matrix of bytes and a scale for each of its rows; it is widened for each product, and the copy is gone after it.</summary>
internal sealed class ByteMatrix(Tensor bytes, Tensor scales) : WeightMatrix
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input, Tensor? bias)
    {
        var product = nn.functional.linear(input, bytes.to(input.dtype)) * scales;
        return bias is null ? product : product.Plus(bias);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        bytes.Dispose();
        scales.Dispose();
    }
}
