namespace Ipfl.Simulation;

/// <summary>A setting that differs from what its task stands for.</summary>
/// <param name="Key">The dotted key.</param>
/// <param name="Value">The value as configurations write it.</param>
/// <param name="Standard">The task's own.</param>
public sealed record SettingChange(string Key, string Value, string Standard);
