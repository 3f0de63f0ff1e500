namespace Ipfl.Data;

/// <summary>
/// Each participant sees some classes only: the classes form groups of s neighbours, participant i holds group i mod (classes/s), and of
/// each class its holders have equal random shares. What does not divide evenly is left out.
/// </summary>
/// <param name="Classes">s, how many classes a participant holds: a divisor of the number of classes.</param>
public sealed record SkewPartition(int Classes) : PartitionScheme
{
    private protected override Partition SplitAmong(ImageSet train, int participants, RandomStream random, CancellationToken cancellation)
    {
        var groups = CountGroups(train, participants);
        var available = train.LabelCounts();
        var counts = new int[participants][];
        for (var i = 0; i < participants; i++)
        {
            counts[i] = new int[train.Classes];
            var group = i % groups;
            var holders = (participants - 1 - group) / groups + 1;
            for (var label = group * Classes; label < (group + 1) * Classes; label++)
                counts[i][label] = Share(label, available[label], holders);
        }

        return ClassDeal.Deal(train, counts, random);
    }

    private int CountGroups(ImageSet train, int participants)
    {
        if (Classes < 1 || train.Classes % Classes != 0)
        {
            var divisors = Enumerable.Range(1, train.Classes).Where(count => train.Classes % count == 0);
            throw new InvalidDataException(
                $"[partition] classes is {Classes}; "
                + $"allowed are divisors of the set's {train.Classes} classes: {string.Join(", ", divisors)}");
        }

        var groups = train.Classes / Classes;
        return participants >= groups
            ? groups
            : throw new InvalidDataException(
                $"participants is {participants}, but [partition] classes = {Classes} makes {groups} groups of classes, "
                + $"each of which needs a participant; allowed are {groups} or more");
    }

    private static int Share(int label, int available, int holders) => available >= holders
        ? available / holders
        : throw new InvalidDataException($"class {label} has {available} samples for {holders} participants; lower participants");
}
