using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Where a participant's model goes by what it imports.</summary>
/// <param name="Model">The model that it goes on from.</param>
/// <param name="Share">α, the share of the others' models in it, from 0 to 1.</param>
internal readonly record struct ImportPoint(ModelMixture Model, double Share)
{
    /// <summary>
    /// The model that it goes on from: its row of the aggregation's models, with the share that the graph has; with a proximal term alone the
    /// point to which the term by itself draws the model within a round, with the length of that way as a share of the way to the others' mean.
    /// Null where nothing is imported. Its tensors are views.
    /// </summary>
    /// <param name="aggregation">What the round decided.</param>
    /// <param name="row">The participant's row there.</param>
    /// <param name="own">Its model before the import: float32, [d].</param>
    /// <param name="uploads">What all offered, [m, d].</param>
    /// <param name="training">Steps, learning rate and momentum of a round.</param>
    public static ImportPoint? Of(Aggregation aggregation, int row, Tensor own, Tensor uploads, TrainingOptions training)
    {
        double[] bought = [.. Enumerable.Range(0, (int)uploads.shape[0]).Select(other => other == row ? 0 : aggregation.Graph[row, other])];
        if (aggregation.Models is { } models)
            return new(new(models.select(0, row)), bought.Sum() / (Kept(aggregation.Graph, row) + bought.Sum()));
        if (aggregation.Term is not ProximalTerm { Centres: var centres, Weight: var weight }) return null;
        var (centre, part) = (centres.select(0, centres.shape[0] == 1 ? 0 : row), Way(weight, training));
        return new(new(own, centre, part), Part(part * Length(centre, own), Length(Mean(uploads, bought), own)));
    }

    /// <summary>
    /// The share of its way to the centre that gradient descent on w/2·‖θ − v‖² alone covers in a round: 1 − (1 − lr/(1 − momentum)·w)^steps, in [0, 1].
    /// </summary>
    public static double Way(double weight, TrainingOptions training)
    {
        var left = Math.Clamp(1 - (training.LearningRate / (1 - training.Momentum) * weight), 0, 1);
        return 1 - Math.Pow(left, training.Steps);
    }

    /// <summary>One trade by itself: (a_ii θ_i + a_ij θ_j)/(a_ii + a_ij), where a_ii counts as 1 if the graph has none.</summary>
    public static ImportPoint OfPair(double[,] graph, int buyer, int seller, Tensor own, Tensor upload)
    {
        var bought = graph[buyer, seller];
        var share = bought / (Kept(graph, buyer) + bought);
        return new(new(own, upload, share), share);
    }

    /// <summary>Half way there from one's own model.</summary>
    public ModelMixture HalfWay(Tensor own) => Model.Other is null ? new(own, Model.Model, 0.5) : Model with { Share = Model.Share / 2 };

    /// <summary>A way that is longer than the one to the others, or has no length to be compared with, is the whole way.</summary>
    private static double Part(double way, double whole) => way < whole ? way / whole : 1;

    private static double Kept(double[,] graph, int row) => graph[row, row] == 0 ? 1 : graph[row, row];

    private static Tensor Mean(Tensor uploads, double[] weights)
    {
        var sum = weights.Sum();
        float[] shares = [.. weights.Select(weight => (float)(weight / sum))];
        return tensor(shares, device: uploads.device).matmul(uploads);
    }

    private static double Length(Tensor to, Tensor from)
    {
        using var scope = NewDisposeScope();
        return (to - from).to(ScalarType.Float64).norm().item<double>();
    }
}
