namespace Ipfl.Data;

/// <summary>Records that are held out for the test where a source has no test records of its own.</summary>
internal static class HeldOut
{
    /// <summary>One of so many records is held out.</summary>
    private const int Share = 10;

    /// <summary>How many of so many records are held out: at least one.</summary>
    public static int Count(int records) => Math.Max(1, records / Share);

    /// <summary>Chooses which; both parts keep the order of the records.</summary>
    /// <param name="records">All of them.</param>
    /// <param name="path">What errors call them: the first file.</param>
    /// <param name="number">The source's number among those of the set, or the participant's among all.</param>
    /// <param name="seed">Equal seeds choose equally.</param>
    /// <exception cref="InvalidDataException">A single record cannot be split.</exception>
    public static (IReadOnlyList<InstructionRecord> Train, IReadOnlyList<InstructionRecord> Test) Split(
        IReadOnlyList<InstructionRecord> records, string path, int number, long seed)
    {
        EnsureEnough(records, path);
        var order = new RandomStream(seed, RandomPurpose.HeldOut, participant: number).Permutation(records.Count);
        var tests = Count(records.Count);
        return (Choose(records, order[tests..]), Choose(records, order[..tests]));
    }

    /// <exception cref="InvalidDataException">A single record cannot be split.</exception>
    public static void EnsureEnough(IReadOnlyList<InstructionRecord> records, string path)
    {
        if (records.Count < 2)
            throw new InvalidDataException($"{path} has 1 record and no test file beside it; needed are at least 2, one of which is held out for the test");
    }

    private static InstructionRecord[] Choose(IReadOnlyList<InstructionRecord> records, int[] indices)
    {
        Array.Sort(indices);
        return Array.ConvertAll(indices, index => records[index]);
    }
}
