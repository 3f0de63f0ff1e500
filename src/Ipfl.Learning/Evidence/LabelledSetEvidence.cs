using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>A labelled set as a network takes it.</summary>
/// <param name="Inputs">All inputs, one after another.</param>
/// <param name="Shape">The shape of one input.</param>
/// <param name="Labels">The class of each.</param>
/// <param name="Classes">How many classes the network tells apart.</param>
public sealed record LabelledSet(float[] Inputs, IReadOnlyList<long> Shape, IReadOnlyList<long> Labels, int Classes);

/// <summary>Whose models in files are to be judged, and for whom.</summary>
/// <param name="Initial">The file of the model that everybody began from.</param>
/// <param name="Files">The models' files, m.</param>
/// <param name="Samples">N of each.</param>
/// <param name="ClassShares">How each one's samples divide among the classes; null where that is unknown.</param>
/// <param name="Sellers">For each the others whose models are judged for it, by index.</param>
public sealed record FileJudging(
    string Initial, IReadOnlyList<string> Files, IReadOnlyList<long> Samples, IReadOnlyList<double[]?> ClassShares, IReadOnlyList<int[]> Sellers);

/// <summary>
/// Evidence on a labelled set for models in files: a buyer after another on a thread each, the share of the seller's model in the best mixture
/// with the buyer's own, on the set weighted to the buyer's classes, where it is better than what the initial model does to the buyer's own.
/// </summary>
public sealed class LabelledSetEvidence
{
    private const int Batch = 256;

    private readonly ModelArchitecture _network;
    private readonly LabelledSet _set;

    /// <summary>Evidence by a network's answers on a set.</summary>
    public LabelledSetEvidence(ModelArchitecture network, LabelledSet set)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(set);
        TorchRuntime.EnsureLoaded();
        (_network, _set) = (network, set);
    }

    /// <summary>N̂_ij, what model j is worth to participant i in samples, m × m; 0 for pairs that were not asked.</summary>
    /// <param name="judging">Which models, and for whom.</param>
    /// <param name="margin">By how many standard errors a mixture's loss must fall.</param>
    /// <param name="threads">Worker threads, ≥ 1.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">A file is no model of the network.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public double[,] EffectiveSamples(FileJudging judging, double margin, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(judging);
        var worth = new double[judging.Files.Count, judging.Files.Count];
        Parallel.For(0, judging.Files.Count, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, buyer =>
        {
            if (judging.Sellers[buyer].Length == 0) return;
            var judged = Weighted(judging.ClassShares[buyer]);
            if (judged.Samples.Length == 0) return;
            using var untracked = no_grad();
            using var own = ModelFile.Read(judging.Files[buyer], _network);
            var verdict = Verdict(own, judged, cancellation);
            var free = Search(verdict, own, judging.Initial, judged, cancellation).Best;
            foreach (var seller in judging.Sellers[buyer])
                worth[buyer, seller] = Search(verdict, own, judging.Files[seller], judged, cancellation).Result(free).Samples(judging.Samples[buyer], margin);
        });
        return worth;
    }

    private MixtureSearch Search(ModelVerdict verdict, Tensor own, string file, (int[] Samples, double[]? Weights) judged, CancellationToken cancellation)
    {
        using var other = ModelFile.Read(file, _network);
        var search = new MixtureSearch(verdict);
        while (search.Next is { } share)
        {
            using var mixture = Mix(own, other, share);
            search.Tell(Verdict(mixture, judged, cancellation));
        }

        return search;
    }

    private static Tensor Mix(Tensor own, Tensor other, double share)
    {
        using var scope = NewDisposeScope();
        return own.Times(1 - share).Plus(other.Times(share)).MoveToOuterDisposeScope();
    }

    /// <summary>The samples of classes that a buyer has, each weighted so that its class counts as it does among the buyer's own.</summary>
    private (int[] Samples, double[]? Weights) Weighted(double[]? shares)
    {
        int[] all = [.. Enumerable.Range(0, _set.Labels.Count)];
        if (shares is null) return (all, null);
        var there = new int[_set.Classes];
        foreach (var label in _set.Labels) there[label]++;
        int[] known = [.. all.Where(sample => shares[_set.Labels[sample]] > 0)];
        return (known, [.. known.Select(sample => shares[_set.Labels[sample]] / there[_set.Labels[sample]])]);
    }

    private ModelVerdict Verdict(Tensor model, (int[] Samples, double[]? Weights) judged, CancellationToken cancellation)
    {
        var size = (int)_set.Shape.Aggregate(1L, (product, side) => product * side);
        var logits = new float[judged.Samples.Length * _set.Classes];
        for (var start = 0; start < judged.Samples.Length; start += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = judged.Samples.AsSpan(start, Math.Min(Batch, judged.Samples.Length - start));
            var numbers = new float[batch.Length * size];
            for (var i = 0; i < batch.Length; i++) _set.Inputs.AsSpan(batch[i] * size, size).CopyTo(numbers.AsSpan(i * size));
            var answers = _network.Forward(tensor(numbers, [batch.Length, .. _set.Shape]), _network.Views(model)).contiguous();
            answers.data<float>().ToArray().CopyTo(logits.AsSpan(start * _set.Classes));
        }

        return ModelVerdict.OfLogits(logits, [.. judged.Samples.Select(sample => (int)_set.Labels[sample])], judged.Weights);
    }
}
