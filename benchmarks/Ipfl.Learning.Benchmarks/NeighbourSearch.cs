using static TorchSharp.torch;

namespace Ipfl.Learning.Benchmarks;

/// <summary>Finding each model's nearest by sketches, against all exact distances.</summary>
internal static class NeighbourSearch
{
    /// <summary>
    /// Prints <c>ours neighbours M D K MILLISECONDS</c>, <c>ours all-distances M D K MILLISECONDS</c> and <c>ours recall M D K SHARE</c> for models in
    /// groups of 20 whose cosines are ½ within a group and 0 between.
    /// </summary>
    public static void Print(int participants, long size, int count)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var (models, initial) = (randn(participants, size, generator: generator), zeros(size));
        for (var first = 0; first < participants; first += 20)
            models.narrow(0, first, Math.Min(20, participants - first)).add_(randn(size, generator: generator));
        var (found, exact) = ((IReadOnlyList<ModelPair>)[], new double[0, 0]);
        var sketched = MarketStep.Least(2, () => found = NearestModels.Find(models, initial, count));
        var all = MarketStep.Least(2, () => exact = ModelDistance.Cosine(models, initial));
        var rows = found.ToLookup(pair => pair.Model, pair => pair.Other);
        var overlap = Enumerable.Range(0, participants).Sum(i => Enumerable.Range(0, participants).Where(j => j != i).OrderBy(j => exact[i, j]).Take(count).Intersect(rows[i]).Count());
        Console.WriteLine($"ours neighbours {participants} {size} {count} {sketched:F1}");
        Console.WriteLine($"ours all-distances {participants} {size} {count} {all:F1}");
        Console.WriteLine($"ours recall {participants} {size} {count} {(double)overlap / (participants * count):F4}");
    }
}
