using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>The networks by the names that configurations use.</summary>
public static class ModelArchitectures
{
    private static readonly Dictionary<string, Func<ImageShape, int, ModelArchitecture>> ByName = new(StringComparer.Ordinal)
    {
        ["simple-cnn"] = (shape, classes) => new SimpleCnn(shape, classes),
        ["cnn-femnist"] = (shape, classes) => new CnnFemnist(shape, classes),
        ["lstm"] = (shape, classes) => new CharacterLstm(shape, classes),
        ["resnet20"] = (shape, classes) => new ResNet20(shape, classes),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The network of that name for images of so many channels, rows and columns.</summary>
    /// <exception cref="ArgumentException">There is no such network, or the images do not suit it.</exception>
    public static ModelArchitecture Create(string name, int channels, int height, int width, int classes) =>
        Create(name, new(channels, height, width), classes);

    /// <summary>The network of that name for samples of <paramref name="shape"/>.</summary>
    /// <exception cref="ArgumentException">There is no such network, or the samples do not suit it.</exception>
    public static ModelArchitecture Create(string name, ImageShape shape, int classes) => ByName.TryGetValue(name, out var create)
        ? create(shape, classes)
        : throw new ArgumentException($"there is no model '{name}'; allowed are {string.Join(", ", Names)}", nameof(name));
}
