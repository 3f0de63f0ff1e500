namespace Ipfl.Data;

/// <summary>An image file and the class that its folder stands for.</summary>
internal readonly record struct LabelledFile(string Path, byte Label);

/// <summary>The image files of one domain, class after class.</summary>
internal sealed record ImageDomain(string Name, IReadOnlyList<LabelledFile> Files);
