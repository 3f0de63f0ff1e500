namespace Ipfl.Simulation;

/// <summary>A value that somebody gave for a key, and where: a file's name or the option that it came by.</summary>
/// <param name="Path">The dotted key, such as <c>market.lambda</c>.</param>
/// <param name="Value">A number of any type, bool or string; anything else is refused when the configuration is resolved.</param>
/// <param name="Source">What errors call its origin.</param>
/// <param name="Folder">The folder that relative paths start from; null is the working folder.</param>
public sealed record ConfigValue(string Path, object Value, string Source, string? Folder = null);
