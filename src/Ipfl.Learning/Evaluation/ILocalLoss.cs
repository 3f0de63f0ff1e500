using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The seam behind which models are judged on participants' own training images.</summary>
public interface ILocalLoss
{
    /// <summary>The loss of every model on the data of the participant it is given for.</summary>
    /// <param name="models">Per participant the models, float32 [d], to judge on its images.</param>
    /// <param name="data">The training images, shared by all.</param>
    /// <param name="normalisation">How bytes become inputs.</param>
    /// <param name="partition">Each participant's samples, at least one.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A loss for each model, in the shape of <paramref name="models"/>.</returns>
    double[][] Mean(
        IReadOnlyList<IReadOnlyList<Tensor>> models, ImageSet data, PixelNormalisation normalisation, Partition partition, CancellationToken cancellation = default);
}
