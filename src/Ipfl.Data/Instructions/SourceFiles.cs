namespace Ipfl.Data;

/// <summary>The files of one source.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="Train">Files whose records are trained on, in order.</param>
/// <param name="Test">Files of test records; where there are none, a part of the others is held out.</param>
internal sealed record SourceFiles(string Name, IReadOnlyList<string> Train, IReadOnlyList<string> Test)
{
    /// <summary>Reads both parts.</summary>
    /// <param name="number">The source's number among those of the set.</param>
    /// <param name="seed">Which records are held out, where some are.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or a single record cannot be split.</exception>
    public (IReadOnlyList<InstructionRecord> Train, IReadOnlyList<InstructionRecord> Test) Read(int number, long seed)
    {
        var train = ReadAll(Train);
        return Test.Count > 0 ? (train, ReadAll(Test)) : HeldOut.Split(train, Train[0], number, seed);
    }

    private static InstructionRecord[] ReadAll(IReadOnlyList<string> paths) => [.. paths.SelectMany(InstructionFile.Read)];
}
