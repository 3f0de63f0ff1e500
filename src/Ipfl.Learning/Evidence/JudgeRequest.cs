using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>A model to be judged: (1 − <paramref name="Share"/>)·<paramref name="Model"/> + <paramref name="Share"/>·<paramref name="Other"/>, made only while it is judged.</summary>
/// <param name="Model">θ, float32 [d].</param>
/// <param name="Other">The model that is mixed in, float32 [d]; null where <paramref name="Model"/> is judged as it is.</param>
/// <param name="Share">From 0 to 1; of no account without another model.</param>
public readonly record struct ModelMixture(Tensor Model, Tensor? Other = null, double Share = 0);

/// <summary>Models that are judged on the same samples.</summary>
/// <param name="Samples">Indices of samples, at least one.</param>
/// <param name="Models">The models.</param>
public sealed record JudgeRequest(IReadOnlyList<int> Samples, IReadOnlyList<ModelMixture> Models)
{
    /// <summary>How much each sample counts: at least 0, not all 0, in any unit; null where all count alike.</summary>
    public IReadOnlyList<double>? Weights { get; init; }
}
