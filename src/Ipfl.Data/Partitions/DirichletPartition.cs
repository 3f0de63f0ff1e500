namespace Ipfl.Data;

/// <summary>
/// Uneven classes and sizes: per class, the participants' shares are drawn from a symmetric Dirichlet distribution; who already holds
/// N/m samples gets none of that class. Redrawn until everyone has <see cref="PartitionScheme.MinimumSamples"/>. All samples are dealt.
/// </summary>
/// <param name="Beta">β, the concentration, 10⁻⁶ to 10⁶: the smaller, the fewer classes each participant sees.</param>
public sealed record DirichletPartition(double Beta) : PartitionScheme
{
    private protected override Partition SplitAmong(ImageSet train, int participants, RandomStream random, CancellationToken cancellation)
    {
        CheckConcentration("beta", Beta);
        CheckEnoughSamples(train, participants, MinimumSamples);
        return ClassDeal.Deal(train, DrawCounts(train.LabelCounts(), participants, Beta, "", random, cancellation), random);
    }

    /// <summary>How many samples of each class everybody gets; <paramref name="among"/> says in refusals among whom else than all.</summary>
    /// <exception cref="InvalidDataException">Somebody always got too few.</exception>
    internal static int[][] DrawCounts(int[] available, int participants, double beta, string among, RandomStream random, CancellationToken cancellation)
    {
        const int draws = 10_000;
        return DirichletCounts.Draw(available, participants, beta, MinimumSamples, draws, random, cancellation)
            ?? throw new InvalidDataException(
                $"[partition] beta is {beta} for {participants} participants{among}: in {draws} draws somebody always got fewer than "
                + $"{MinimumSamples} samples; raise beta or lower participants");
    }
}
