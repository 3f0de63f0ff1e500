namespace Ipfl.Data;

/// <summary>
/// Participants of one domain each: participant i sees domain ⌊i · D/m⌋ alone, whose samples go to its m/D participants by the Dirichlet
/// rule, redrawn until everyone has <see cref="PartitionScheme.MinimumSamples"/>. For sets that know their domains; all samples are dealt.
/// </summary>
/// <param name="Beta">β, the concentration within a domain, 10⁻⁶ to 10⁶.</param>
public sealed record DomainPartition(double Beta) : PartitionScheme
{
    private protected override Partition SplitAmong(ImageSet train, int participants, RandomStream random, CancellationToken cancellation)
    {
        CheckConcentration("beta", Beta);
        CheckDomains(train, participants);
        return new([.. train.Domains.SelectMany(domain => Split(train, domain, participants / train.Domains.Count, random, cancellation))]);
    }

    private int[][] Split(ImageSet train, SampleRange domain, int members, RandomStream random, CancellationToken cancellation)
    {
        if ((long)members * MinimumSamples > domain.Count)
            throw new InvalidDataException(
                $"participants is {members * train.Domains.Count}, so {members} in domain {domain.Name}, at least {MinimumSamples} samples each, "
                + $"but the domain has {domain.Count} training samples; allowed are up to {domain.Count / MinimumSamples} a domain");
        var counts = DirichletPartition.DrawCounts(train.LabelCounts(domain), members, Beta, $" in domain {domain.Name}", random, cancellation);
        return ClassDeal.Deal(train, domain, counts, random);
    }

    private static void CheckDomains(ImageSet train, int participants)
    {
        if (train.Domains.Count == 0)
            throw new InvalidDataException("[partition] kind is \"domain\", but the data set has no domains; pacs has, others need another kind");
        if (participants % train.Domains.Count != 0)
            throw new InvalidDataException(
                $"participants is {participants}, but partition.kind = \"domain\" spreads them evenly over the set's {train.Domains.Count} domains; "
                + $"allowed are multiples of {train.Domains.Count}");
    }
}
