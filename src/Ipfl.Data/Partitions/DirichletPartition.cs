namespace Ipfl.Data;

/// <summary>
/// Uneven classes and sizes: per class, the participants' shares are drawn from a symmetric Dirichlet distribution; who already holds
/// N/m samples gets none of that class. Redrawn until everyone has <see cref="PartitionScheme.MinimumSamples"/>. All samples are dealt.
/// </summary>
/// <param name="Beta">β, the concentration, 10⁻⁶ to 10⁶: the smaller, the fewer classes each participant sees.</param>
public sealed record DirichletPartition(double Beta) : PartitionScheme
{
    private const int Draws = 10_000;

    private protected override Partition SplitAmong(ImageSet train, int participants, RandomStream random)
    {
        CheckConcentration("beta", Beta);
        CheckEnoughSamples(train, participants, MinimumSamples);
        var counts = DirichletCounts.Draw(train.LabelCounts(), participants, Beta, MinimumSamples, Draws, random)
            ?? throw new InvalidDataException(
                $"[partition] beta is {Beta} for {participants} participants: in {Draws} draws somebody always got fewer than "
                + $"{MinimumSamples} samples; raise beta or lower participants");
        return ClassDeal.Deal(train, counts, random);
    }
}
