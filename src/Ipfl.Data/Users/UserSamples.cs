namespace Ipfl.Data;

/// <summary>The samples of one natural user of a data set (a writer, a speaker); they lie one after another in the set.</summary>
/// <param name="Name">The user's name in the data.</param>
/// <param name="Start">The index of its first sample.</param>
/// <param name="Count">How many samples it has: at least 1.</param>
public sealed record UserSamples(string Name, int Start, int Count);
