using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>The seam behind which models are judged sample by sample.</summary>
public interface IModelJudge
{
    /// <summary>Judges models, each request's on its own samples, as they are.</summary>
    /// <param name="asked">What is judged on what.</param>
    /// <param name="data">The images that samples are indices of.</param>
    /// <param name="normalisation">How bytes become inputs.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A verdict on each model, in the shape of the requests.</returns>
    /// <exception cref="ArgumentException">A model is not of the architecture's size, or a sample or weight is none.</exception>
    ModelVerdict[][] Judge(IReadOnlyList<JudgeRequest> asked, ImageSet data, PixelNormalisation normalisation, CancellationToken cancellation = default);
}
