namespace Ipfl.Data;

/// <summary>The files of one source.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="Train">Files whose records are trained on, in order.</param>
/// <param name="Test">Files of test records; where there are none, a part of the others is held out.</param>
internal sealed record SourceFiles(string Name, IReadOnlyList<string> Train, IReadOnlyList<string> Test)
{
    /// <summary>One of so many records is held out.</summary>
    private const int HeldOut = 10;

    /// <summary>Reads both parts.</summary>
    /// <param name="number">The source's number among those of the set.</param>
    /// <param name="seed">Which records are held out, where some are.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or a single record cannot be split.</exception>
    public (IReadOnlyList<InstructionRecord> Train, IReadOnlyList<InstructionRecord> Test) Read(int number, long seed)
    {
        var train = ReadAll(Train);
        if (Test.Count > 0) return (train, ReadAll(Test));
        if (train.Length < 2)
            throw new InvalidDataException($"{Train[0]} has 1 record and no test file beside it; needed are at least 2, one of which is held out for the test");
        var order = new RandomStream(seed, RandomPurpose.HeldOut, participant: number).Permutation(train.Length);
        var tests = Math.Max(1, train.Length / HeldOut);
        return (Choose(train, order[tests..]), Choose(train, order[..tests]));
    }

    private static InstructionRecord[] ReadAll(IReadOnlyList<string> paths) => [.. paths.SelectMany(InstructionFile.Read)];

    private static InstructionRecord[] Choose(InstructionRecord[] records, int[] indices)
    {
        Array.Sort(indices);
        return Array.ConvertAll(indices, index => records[index]);
    }
}
