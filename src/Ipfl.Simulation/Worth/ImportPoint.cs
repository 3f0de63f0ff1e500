using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Where a participant's model goes by what it imports.</summary>
internal static class ImportPoint
{
    /// <summary>
    /// The model that it goes on from: its row of the aggregation's models; with a proximal term alone the point to which the term by itself
    /// draws the model within a round. Null where nothing is imported. Its tensors are views.
    /// </summary>
    /// <param name="aggregation">What the round decided.</param>
    /// <param name="row">The participant's row there.</param>
    /// <param name="own">Its model before the import: float32, [d].</param>
    /// <param name="training">Steps, learning rate and momentum of a round.</param>
    public static ModelMixture? Of(Aggregation aggregation, int row, Tensor own, TrainingOptions training)
    {
        if (aggregation.Models is { } models) return new(models.select(0, row));
        return aggregation.Term is ProximalTerm { Centres: var centres, Weight: var weight }
            ? new(own, centres.select(0, centres.shape[0] == 1 ? 0 : row), Share(weight, training))
            : null;
    }

    /// <summary>
    /// The share of its way to the centre that gradient descent on w/2·‖θ − v‖² alone covers in a round: 1 − (1 − lr/(1 − momentum)·w)^steps, in [0, 1].
    /// </summary>
    public static double Share(double weight, TrainingOptions training)
    {
        var left = Math.Clamp(1 - (training.LearningRate / (1 - training.Momentum) * weight), 0, 1);
        return 1 - Math.Pow(left, training.Steps);
    }

    /// <summary>One trade by itself: (a_ii θ_i + a_ij θ_j)/(a_ii + a_ij), where a_ii counts as 1 if the graph has none.</summary>
    public static ModelMixture OfPair(double[,] graph, int buyer, int seller, Tensor own, Tensor upload)
    {
        var (kept, bought) = (graph[buyer, buyer] == 0 ? 1 : graph[buyer, buyer], graph[buyer, seller]);
        return new(own, upload, bought / (kept + bought));
    }
}
