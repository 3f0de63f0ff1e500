namespace Ipfl.Data;

/// <summary>A set of images or texts that the product can read from a folder.</summary>
public interface IImageDataSource
{
    /// <summary>The name that configurations and <c>ipfl data</c> use.</summary>
    string Name { get; }

    /// <summary>Whether a small subset ships inside the product, so that <see cref="Load(string?)"/> works without a folder.</summary>
    bool HasEmbeddedSubset { get; }

    /// <summary>The shape in which a network sees the samples.</summary>
    ImageShape InputShape { get; }

    /// <summary>How many classes there are.</summary>
    int Classes { get; }

    /// <summary>Reads training and test images.</summary>
    /// <param name="dataDir">The set's own folder, or one that holds it; null means the embedded subset.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">A file is missing, or no folder is given and no subset is embedded.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message says where and how to replace it.</exception>
    ImageDataSet Load(string? dataDir);

    /// <summary>
    /// As <see cref="Load(string?)"/>; a set that knows its users keeps as many for training as there are participants, those with most
    /// samples. Other sets are loaded whole.
    /// </summary>
    /// <param name="dataDir">The set's own folder, or one that holds it; null means the embedded subset.</param>
    /// <param name="participants">How many users train.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or the set has too few users.</exception>
    /// <exception cref="IOException">The folder or a file is missing.</exception>
    ImageDataSet Load(string? dataDir, int participants) => Load(dataDir);

    /// <summary>As <see cref="Load(string?, int)"/>; sets that take long tell how far they are and stop when asked to.</summary>
    /// <inheritdoc cref="Load(string?, int)"/>
    /// <param name="dataDir">As there.</param>
    /// <param name="participants">As there.</param>
    /// <param name="loading">Who watches.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    ImageDataSet Load(string? dataDir, int participants, Loading loading) => Load(dataDir, participants);
}
