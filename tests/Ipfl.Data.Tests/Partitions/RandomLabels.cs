using CsCheck;

namespace Ipfl.Data.Tests;

/// <summary>Training sets for partition tests: labels matter, pixels do not.</summary>
internal static class RandomLabels
{
    /// <summary>Sets of 1 to 12 classes, of any balance; some classes may be empty.</summary>
    public static Gen<ImageSet> Sets(int smallest, int largest) =>
        from classes in Gen.Int[1, 12]
        from favourite in Gen.Int[0, classes - 1]
        from bias in Gen.Double[0, 0.8]
        from labels in Gen.Select(Gen.Double[0, 1], Gen.Int[0, classes - 1])
            .Select((u, label) => u < bias ? favourite : label)
            .Array[smallest, largest]
        select Set(classes, labels);

    public static ImageSet Balanced(int classes, int perClass) =>
        Set(classes, [.. Enumerable.Range(0, classes * perClass).Select(i => i % classes)]);

    public static ImageSet Set(int classes, params int[] labels) =>
        new(new ImageShape(1, 1, 1), classes, new byte[labels.Length], Array.ConvertAll(labels, label => (byte)label));

    public static RandomStream Stream(long seed) => new(seed, RandomPurpose.Partition);
}
