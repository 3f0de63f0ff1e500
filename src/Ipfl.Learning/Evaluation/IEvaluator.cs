using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>The seam behind which correct answers are counted.</summary>
public interface IEvaluator
{
    /// <summary>Correct answers in each class of parts of the test set, each part by those models alone that are to be judged on it.</summary>
    /// <param name="models">Float32, [m, d].</param>
    /// <param name="test">The test images.</param>
    /// <param name="normalisation">How bytes become inputs.</param>
    /// <param name="parts">The parts; they may overlap.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    /// <returns>For each part m × classes counts; rows of models that are not judged on it are zero.</returns>
    /// <exception cref="ArgumentException">The models do not have the architecture's size, or a part lies outside images or models.</exception>
    long[][,] CorrectPerClass(
        Tensor models, ImageSet test, PixelNormalisation normalisation, IReadOnlyList<TestPart> parts, CancellationToken cancellation = default);
}
