using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Trains and judges the models of one run.</summary>
public interface IWorkloadEngine : IDisposable
{
    /// <summary>Trains participants in place.</summary>
    /// <param name="round">What to train.</param>
    /// <param name="finished">Called with a participant's number when it ends, one call at a time; may be null.</param>
    /// <param name="cancellation">Stops after the current step; the models are then partly trained.</param>
    /// <returns>A result per participant; zero for those who did not train.</returns>
    /// <exception cref="DivergedException">Training ran away, and the round does not restore it.</exception>
    LocalResult[] Train(LocalRound round, Action<int>? finished, CancellationToken cancellation);

    /// <summary>Judges some participants; what it finds for the others is 0.</summary>
    /// <param name="models">Float32, [m, d]: one row per participant, judged or not; one row for a global model.</param>
    /// <param name="partition">Each participant's training samples.</param>
    /// <param name="members">Who is judged.</param>
    /// <param name="cancellation">Stops between batches.</param>
    Accuracies Evaluate(Tensor models, Partition partition, IReadOnlyList<int> members, CancellationToken cancellation);

    /// <summary>The mean loss of models on the training samples of the participant they are given for.</summary>
    /// <param name="models">Per participant the models, float32 [d].</param>
    /// <param name="partition">Each participant's training samples.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>A loss for each model, in the shape of <paramref name="models"/>.</returns>
    double[][] Losses(IReadOnlyList<IReadOnlyList<Tensor>> models, Partition partition, CancellationToken cancellation);

    /// <summary>Judges models sample by sample, each request's on its own samples, without changing anything.</summary>
    /// <param name="asked">What is judged on what: models, or mixtures of two, float32 [d].</param>
    /// <param name="source">Which data the samples are indices of.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>A verdict on each model, in the shape of the requests.</returns>
    ModelVerdict[][] Judge(IReadOnlyList<JudgeRequest> asked, SampleSource source, CancellationToken cancellation);
}
