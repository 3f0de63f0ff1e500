namespace Ipfl.Data;

/// <summary>
/// Four fifths of every domain for training, the rest for tests. The choice is random but always the same one: runs of different seeds are
/// judged on the same images.
/// </summary>
internal static class DomainSplit
{
    /// <summary>Splits each domain; the files keep their order.</summary>
    public static (ImageDomain[] Train, ImageDomain[] Test) Split(IReadOnlyList<ImageDomain> domains)
    {
        var parts = domains.Select(Split).ToArray();
        return (Array.ConvertAll(parts, part => part.Train), Array.ConvertAll(parts, part => part.Test));
    }

    private static (ImageDomain Train, ImageDomain Test) Split(ImageDomain domain, int number)
    {
        var order = new RandomStream(seed: 0, RandomPurpose.DomainSplit, participant: number).Permutation(domain.Files.Count);
        var training = order.Length * 4 / 5;
        return (Choose(domain, order[..training]), Choose(domain, order[training..]));
    }

    private static ImageDomain Choose(ImageDomain domain, int[] indices)
    {
        Array.Sort(indices);
        return new(domain.Name, Array.ConvertAll(indices, index => domain.Files[index]));
    }
}
