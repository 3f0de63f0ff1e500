using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>Test samples on which a participant's models are compared.</summary>
/// <param name="Indices">Which samples of the test data; at least one.</param>
/// <param name="Weights">What each counts, in any unit.</param>
internal sealed record TestSample(IReadOnlyList<int> Indices, IReadOnlyList<double> Weights)
{
    /// <summary>
    /// Draws samples in proportion to a participant's own classes, as far as each class has them, and weights every class with the
    /// participant's share of it: the loss on them is the one on the test set reweighted to its own labels, as personal accuracy is.
    /// </summary>
    /// <param name="test">The participant's test samples with the class of each.</param>
    /// <param name="local">Its training samples per class.</param>
    /// <param name="most">How many at most; at least one.</param>
    /// <param name="random">The stream that is drawn from.</param>
    /// <returns>The sample; null where the test data have none of its classes.</returns>
    public static TestSample? Draw(IEnumerable<(int Sample, int Class)> test, IReadOnlyList<int> local, int most, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var byClass = test.ToLookup(sample => sample.Class, sample => sample.Sample);
        int[] classes = [.. Enumerable.Range(0, local.Count).Where(c => local[c] > 0 && byClass[c].Any())];
        if (classes.Length == 0) return null;
        var total = classes.Sum(c => (double)local[c]);
        var (indices, weights) = (new List<int>(most), new List<double>(most));

        // The largest classes first: where there are more classes than samples to draw, the small ones go without.
        foreach (var c in classes.OrderByDescending(c => local[c]))
        {
            var wanted = Math.Max(1, (int)Math.Round(most * local[c] / total));
            int[] all = [.. byClass[c]];
            var count = Math.Min(Math.Min(wanted, all.Length), most - indices.Count);
            if (count == 0) continue;
            indices.AddRange(Some(all, count, random));
            weights.AddRange(Enumerable.Repeat((double)local[c] / count, count));
        }

        return new(indices, weights);
    }

    /// <summary>The first of a random order, which is drawn as far as it is needed.</summary>
    private static IEnumerable<int> Some(int[] order, int count, RandomStream random)
    {
        for (var i = 0; i < count; i++)
        {
            var other = i + random.NextInt(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
            yield return order[i];
        }
    }
}
