namespace Ipfl.Data;

/// <summary>The image and text sets that tasks can train on.</summary>
public static class DataSets
{
    /// <summary>Every set, in the order in which lists show them.</summary>
    public static IReadOnlyList<IImageDataSource> All { get; } = [new FashionMnist(), new Cifar10(), new Femnist(), new Shakespeare(), new Pacs()];

    /// <summary>The set of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static IImageDataSource Find(string name) =>
        All.FirstOrDefault(set => set.Name == name)
        ?? throw new InvalidDataException($"unknown data set '{name}'; known are {string.Join(", ", All.Select(set => set.Name))}");
}
