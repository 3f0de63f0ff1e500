using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Every participant's accuracies.</summary>
/// <param name="Personal">On its test images reweighted to its own labels: see <see cref="PersonalAccuracy"/>.</param>
/// <param name="General">On its test images as they are.</param>
public sealed record Accuracies(double[] Personal, double[] General)
{
    /// <summary>Mean loss on its test data; null where only answers are counted, as for images.</summary>
    public double[]? Losses { get; init; }
}

/// <summary>
/// The test images of every participant: those of the domains that it has training samples in, or all of them where the set knows no
/// domains. No model is judged on images that nobody asks for.
/// </summary>
public sealed class ParticipantTests
{
    private readonly ImageSet _test;
    private readonly SampleRange[] _domains;
    private readonly int[][] _totals;
    private readonly int[][] _domainsOf;
    private readonly int[][] _labelCounts;

    /// <summary>Finds each participant's domains.</summary>
    /// <param name="train">The training images.</param>
    /// <param name="test">The test images, with the training images' domains.</param>
    /// <param name="partition">Each participant's training images.</param>
    /// <exception cref="ArgumentException">Training and test images have different domains.</exception>
    public ParticipantTests(ImageSet train, ImageSet test, Partition partition)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(partition);
        if (!train.Domains.Select(domain => domain.Name).SequenceEqual(test.Domains.Select(domain => domain.Name)))
            throw new ArgumentException("training and test images have different domains", nameof(test));
        _test = test;
        _domains = test.Domains.Count == 0 ? [new("all", 0, test.Count)] : [.. test.Domains];
        _totals = Array.ConvertAll(_domains, test.LabelCounts);
        _domainsOf = [.. partition.Participants.Select(indices => DomainsOf(indices, train.Domains))];
        _labelCounts = [.. partition.Participants.Select(indices => train.LabelCounts(indices))];
    }

    /// <summary>Judges all participants.</summary>
    /// <param name="evaluator">Counts the correct answers.</param>
    /// <param name="models">Float32, [m, d]: one row per participant; one row for a global model, which is judged for each on its images.</param>
    /// <param name="normalisation">How bytes become inputs.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The models are neither one nor one per participant, or not of the evaluator's architecture.</exception>
    public Accuracies Measure(IEvaluator evaluator, Tensor models, PixelNormalisation normalisation, CancellationToken cancellation = default) =>
        Measure(evaluator, models, normalisation, [.. Enumerable.Range(0, _domainsOf.Length)], cancellation);

    /// <summary>Judges some participants; the accuracies of the others are 0.</summary>
    /// <param name="evaluator">Counts the correct answers.</param>
    /// <param name="models">Float32, [m, d]: one row per participant, judged or not; one row for a global model.</param>
    /// <param name="normalisation">How bytes become inputs.</param>
    /// <param name="members">Who is judged.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The models are neither one nor one per participant, or not of the evaluator's architecture.</exception>
    public Accuracies Measure(
        IEvaluator evaluator, Tensor models, PixelNormalisation normalisation, IReadOnlyCollection<int> members, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(models);
        var (participants, rows) = (_domainsOf.Length, (int)models.shape[0]);
        if (rows != 1 && rows != participants) throw new ArgumentException($"there are {rows} models for {participants} participants", nameof(models));
        var correct = evaluator.CorrectPerClass(models, _test, normalisation, Parts(members, isGlobal: rows == 1), cancellation);
        var (personal, general) = (new double[participants], new double[participants]);
        foreach (var i in members)
        {
            var (right, total) = Gather(correct, rows == 1 ? 0 : i, _domainsOf[i]);
            personal[i] = PersonalAccuracy.Compute(right, total, _labelCounts[i]);
            general[i] = PersonalAccuracy.Generalised(right, total);
        }

        return new(personal, general);
    }

    private TestPart[] Parts(IReadOnlyCollection<int> members, bool isGlobal)
    {
        var parts = new TestPart[_domains.Length];
        for (var d = 0; d < parts.Length; d++)
        {
            int[] asking = [.. members.Where(i => _domainsOf[i].Contains(d))];
            parts[d] = new(_domains[d].Start, _domains[d].Count, isGlobal && asking.Length > 0 ? [0] : asking);
        }

        return parts;
    }

    private (long[] Correct, int[] Total) Gather(long[][,] correct, int row, int[] domains)
    {
        var (right, total) = (new long[_test.Classes], new int[_test.Classes]);
        foreach (var domain in domains)
        {
            for (var c = 0; c < total.Length; c++)
            {
                right[c] += correct[domain][row, c];
                total[c] += _totals[domain][c];
            }
        }

        return (right, total);
    }

    private static int[] DomainsOf(int[] indices, IReadOnlyList<SampleRange> domains) => domains.Count == 0
        ? [0]
        : [.. Enumerable.Range(0, domains.Count).Where(d => Array.Exists(indices, index => index >= domains[d].Start && index < domains[d].End))];
}
