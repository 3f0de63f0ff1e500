namespace Ipfl.Data;

/// <summary>
/// Participants in clusters that see similar data: the samples go to clusters by a Dirichlet rule, then within each cluster to its m/g
/// participants by another. Participant i is in cluster ⌊i · g/m⌋. Redrawn until everyone has <see cref="PartitionScheme.MinimumSamples"/>:
/// first within a cluster, then as a whole. All samples are dealt.
/// </summary>
/// <param name="Clusters">g, a divisor of the number of participants.</param>
/// <param name="Beta">β, the concentration between clusters, 10⁻⁶ to 10⁶.</param>
/// <param name="Within">b, the concentration within a cluster, 10⁻⁶ to 10⁶.</param>
public sealed record ClusterPartition(int Clusters, double Beta, double Within) : PartitionScheme
{
    private const int Attempts = 100;
    private const int DrawsBetween = 1000;
    private const int DrawsWithin = 200;

    private protected override Partition SplitAmong(ImageSet train, int participants, RandomStream random, CancellationToken cancellation)
    {
        CheckConcentration("beta", Beta);
        CheckConcentration("within", Within);
        CheckClusters(participants);
        CheckEnoughSamples(train, participants, MinimumSamples);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (attempt > 0) cancellation.ThrowIfCancellationRequested();
            if (DrawCounts(train.LabelCounts(), participants / Clusters, random, cancellation) is { } counts)
                return ClassDeal.Deal(train, counts, random);
        }

        throw new InvalidDataException(
            $"[partition] beta is {Beta} and within is {Within} for {participants} participants in {Clusters} clusters: in {Attempts} "
            + $"attempts somebody always got fewer than {MinimumSamples} samples; raise beta or within, or lower participants");
    }

    private int[][]? DrawCounts(int[] available, int members, RandomStream random, CancellationToken cancellation)
    {
        var between = DirichletCounts.Draw(available, Clusters, Beta, MinimumSamples * members, DrawsBetween, random, cancellation);
        if (between is null) return null;
        var counts = new List<int[]>();
        foreach (var cluster in between)
        {
            var within = DirichletCounts.Draw(cluster, members, Within, MinimumSamples, DrawsWithin, random, cancellation);
            if (within is null) return null;
            counts.AddRange(within);
        }

        return [.. counts];
    }

    private void CheckClusters(int participants)
    {
        if (Clusters >= 1 && participants % Clusters == 0) return;
        var divisors = Enumerable.Range(1, participants).Where(count => participants % count == 0);
        throw new InvalidDataException(
            $"[partition] clusters is {Clusters}, but clusters are of equal size; "
            + $"allowed for {participants} participants are {string.Join(", ", divisors)}");
    }
}
