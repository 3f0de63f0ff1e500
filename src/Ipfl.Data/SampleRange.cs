namespace Ipfl.Data;

/// <summary>The samples of one natural user (a writer, a speaker) or one domain of a data set; they lie one after another in the set.</summary>
/// <param name="Name">The user's or domain's name in the data.</param>
/// <param name="Start">The index of its first sample.</param>
/// <param name="Count">How many samples it has: at least 1.</param>
public sealed record SampleRange(string Name, int Start, int Count)
{
    /// <summary>The index after its last sample.</summary>
    public int End => Start + Count;
}
