namespace Ipfl.Data;

/// <summary>A given split, such as one that another framework used: see <see cref="PartitionFile"/>.</summary>
/// <param name="Path">The JSON file.</param>
public sealed record FilePartition(string Path) : PartitionScheme
{
    private protected override Partition SplitAmong(ImageSet train, int participants, RandomStream random, CancellationToken cancellation) =>
        PartitionFile.Read(Path, participants, train.Count);
}
