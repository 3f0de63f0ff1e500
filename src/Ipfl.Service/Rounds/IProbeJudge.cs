using Ipfl.Service.Models;

namespace Ipfl.Service.Rounds;

/// <summary>What is to be judged on an operator's labelled set.</summary>
/// <param name="Training">Names the network.</param>
/// <param name="Probe">The labelled set.</param>
/// <param name="Initial">The file of the model that everybody began from.</param>
/// <param name="Uploads">The models' files.</param>
/// <param name="Samples">N of each.</param>
/// <param name="ClassShares">How each one's samples divide among the classes; null where it did not say.</param>
/// <param name="Sellers">Whose models each would buy if they were worth it.</param>
/// <param name="Margin">How many standard errors a mixture's loss must fall.</param>
public sealed record ProbeQuestion(
    Ipfl.Protocol.V1.TrainingTerms Training,
    ProbeSet Probe,
    string Initial,
    IReadOnlyList<string> Uploads,
    IReadOnlyList<long> Samples,
    IReadOnlyList<double[]?> ClassShares,
    IReadOnlyList<int[]> Sellers,
    double Margin);

/// <summary>The seam behind which a server that can run models judges them on a labelled set.</summary>
public interface IProbeJudge
{
    /// <summary>N̂_ij, what seller j's model is worth to buyer i in samples, m × m; 0 for pairs that were not asked.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    double[,] Judge(ProbeQuestion question, CancellationToken cancellation);
}
