using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Batch normalisation over channels (Ioffe and Szegedy, 2015) with PyTorch's constants. PyTorch's counter <c>num_batches_tracked</c> is
/// left out: with a fixed momentum it has no effect.
/// </summary>
internal static class BatchNormalisation
{
    private const double Momentum = 0.1;
    private const double Epsilon = 1e-5;

    /// <summary>
    /// (x − mean)/√(variance + ε)·weight + bias. In training by the statistics of the batch, towards which the running ones move in place by
    /// a tenth, with the unbiased variance; else by the running ones.
    /// </summary>
    /// <param name="input">[batch, channels, height, width], over one number per channel in training.</param>
    /// <param name="weight">[channels], as are all others.</param>
    /// <param name="bias">What is added.</param>
    /// <param name="runningMean">A buffer.</param>
    /// <param name="runningVariance">
    /// A buffer. Training and means of models keep it at or above 0; numbers below, from attacked models or by rounding, count as 0.
    /// </param>
    /// <param name="training">The training pass, or null in evaluation.</param>
    public static Tensor Apply(
        Tensor input, Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance, TrainingPass? training)
    {
        if (training is not null) return Normalise(runningVariance, training: true);
        using var variance = runningVariance.AtLeastZero();
        return Normalise(variance, training: false);

        Tensor Normalise(Tensor variance, bool training) =>
            nn.functional.batch_norm(input, runningMean, variance, weight, bias, training, Momentum, Epsilon);
    }
}
