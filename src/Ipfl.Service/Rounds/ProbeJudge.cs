using Ipfl.Learning;
using Ipfl.Service.Markets;
using Ipfl.Service.Models;
using static TorchSharp.torch;

namespace Ipfl.Service.Rounds;

/// <summary>
/// Judges built-in networks with libtorch, a buyer after another on a thread each: the share of the seller's model in the best mixture with the
/// buyer's own, on the labelled set weighted to the buyer's classes.
/// </summary>
/// <param name="threads">Worker threads, ≥ 1.</param>
internal sealed class ProbeJudge(int threads) : IProbeJudge
{
    private const int Batch = 256;

    public double[,] Judge(ProbeQuestion question, CancellationToken cancellation)
    {
        TorchRuntime.EnsureLoaded();
        var network = question.Training.Network();
        var worth = new double[question.Uploads.Count, question.Uploads.Count];
        Parallel.For(0, question.Uploads.Count, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, buyer =>
        {
            if (question.Sellers[buyer].Length == 0) return;
            var judged = Judged(question.Probe, question.ClassShares[buyer]);
            if (judged.Samples.Length == 0) return;
            using var untracked = no_grad();
            using var own = ModelFile.Read(question.Uploads[buyer], network);
            var verdict = Verdict(network, own, question, judged, cancellation);
            foreach (var seller in question.Sellers[buyer])
            {
                using var other = ModelFile.Read(question.Uploads[seller], network);
                var search = new MixtureSearch(verdict);
                while (search.Next is { } share)
                {
                    using var mixture = Mix(own, other, share);
                    search.Tell(Verdict(network, mixture, question, judged, cancellation));
                }

                worth[buyer, seller] = search.Result().Samples(question.Samples[buyer], question.Margin);
            }
        });
        return worth;
    }

    private static Tensor Mix(Tensor own, Tensor other, double share)
    {
        using var scope = NewDisposeScope();
        return ((own * (1 - share)) + (other * share)).MoveToOuterDisposeScope();
    }

    /// <summary>The samples of classes that a buyer has, each weighted so that its class counts as it does among the buyer's own.</summary>
    private static (int[] Samples, double[]? Weights) Judged(ProbeSet probe, double[]? shares)
    {
        int[] all = [.. Enumerable.Range(0, probe.Labels.Length)];
        if (shares is null) return (all, null);
        var there = new int[probe.Classes];
        foreach (var label in probe.Labels) there[label]++;
        int[] known = [.. all.Where(sample => shares[probe.Labels[sample]] > 0)];
        return (known, [.. known.Select(sample => shares[probe.Labels[sample]] / there[probe.Labels[sample]])]);
    }

    private static ModelVerdict Verdict(ModelArchitecture network, Tensor model, ProbeQuestion question, (int[] Samples, double[]? Weights) judged, CancellationToken cancellation)
    {
        long[] shape = [.. question.Training.InputShape];
        var size = (int)shape.Aggregate(1L, (product, side) => product * side);
        var logits = new float[judged.Samples.Length * question.Training.Classes];
        for (var start = 0; start < judged.Samples.Length; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = judged.Samples.AsSpan(start, Math.Min(Batch, judged.Samples.Length - start));
            var numbers = new float[batch.Length * size];
            for (var i = 0; i < batch.Length; i++) question.Probe.Inputs.AsSpan(batch[i] * size, size).CopyTo(numbers.AsSpan(i * size));
            var answers = network.Forward(tensor(numbers, [batch.Length, .. shape]), network.Views(model)).contiguous();
            answers.data<float>().ToArray().CopyTo(logits.AsSpan(start * question.Training.Classes));
        }

        return ModelVerdict.OfLogits(logits, [.. judged.Samples.Select(sample => (int)question.Probe.Labels[sample])], judged.Weights);
    }
}
