namespace Ipfl.Data;

/// <summary>The instruction records of one participant, in files of its own.</summary>
public sealed class OwnRecords
{
    private readonly string _path;
    private readonly IReadOnlyList<InstructionRecord> _train;
    private readonly IReadOnlyList<InstructionRecord>? _test;

    private OwnRecords(string path, IReadOnlyList<InstructionRecord> train, IReadOnlyList<InstructionRecord>? test) => (_path, _train, _test) = (path, train, test);

    /// <summary>How many records are trained on.</summary>
    public int TrainingCount => _test is null ? _train.Count - HeldOut.Count(_train.Count) : _train.Count;

    /// <summary>Reads the files, each in any format of <see cref="InstructionFile"/>.</summary>
    /// <param name="train">The records to train on.</param>
    /// <param name="test">Those to judge on; null to hold a tenth of the others out.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or there is one record alone and nothing to judge on.</exception>
    public static OwnRecords Read(string train, string? test)
    {
        var records = InstructionFile.Read(train);
        if (test is null) HeldOut.EnsureEnough(records, train);
        return new(train, records, test is null ? null : InstructionFile.Read(test));
    }

    /// <summary>Both parts, as a run whose participant of that number holds these files has them.</summary>
    /// <param name="number">The participant's number, from 0.</param>
    /// <param name="seed">Chooses the records that are held out, where some are.</param>
    public (IReadOnlyList<InstructionRecord> Train, IReadOnlyList<InstructionRecord> Test) Split(int number, long seed) =>
        _test is null ? HeldOut.Split(_train, _path, number, seed) : (_train, _test);
}
