namespace Ipfl.Data.Tests;

public sealed class NamedInstructionSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mixed_finance_has_six_holders_of_three_sources()
    {
        var set = InstructionSets.Load("mixed-finance", SharedFolder.Data("."), null, 1);
        Assert.Equal(["fiqa", "tfns", "nwgi"], set.Sources.Select(source => source.Name));
        Assert.Equal([188, 1910, 3238], set.Sources.Select(source => source.Train.Count));
        Assert.Equal([47, 478, 809], set.Sources.Select(source => source.Test.Count));
        Assert.Equal(["fiqa-1", "tfns-1", "nwgi-1", "fiqa-2", "tfns-2", "nwgi-2"], set.Holders.Select(holder => holder.Name));
        Assert.Equal([94, 200, 200, 94, 200, 200], Split(set).Participants.Select(own => own.Length));
        Assert.Equal("mixed-finance", set.Name);
        Assert.Equal(6, InstructionSets.ParticipantsOf(set.Name));
    }

    [Fact]
    public void Code_finance_holds_a_tenth_of_the_code_out_by_the_seed()
    {
        var set = Code(1);
        Assert.Equal([4082, 3238], set.Sources.Select(source => source.Train.Count));
        Assert.Equal([453, 809], set.Sources.Select(source => source.Test.Count));
        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 0], set.Holders.Select(holder => holder.Source));
        Assert.Equal([500, 200, 500, 200, 500, 200, 500, 500], Split(set).Participants.Select(own => own.Length));

        var all = InstructionFile.Read(SharedFolder.Data("instruct/codealpaca.jsonl"));
        Assert.Equal(
            all.OrderBy(record => record.Instruction + record.Input + record.Output, StringComparer.Ordinal),
            set.Train.Take(4082).Concat(set.Test.Take(453)).OrderBy(record => record.Instruction + record.Input + record.Output, StringComparer.Ordinal));
        Assert.Equal(set.Test, Code(1).Test);
        Assert.NotEqual(set.Test.Take(453), Code(2).Test.Take(453));
        Assert.Equal(set.Test.Skip(453), Code(2).Test.Skip(453));
        Assert.Equal(8, InstructionSets.ParticipantsOf(set.Name));
    }

    [Theory]
    [InlineData("mixed-finance", 1, new[] { "fiqa-1" })]
    [InlineData("mixed-finance", 2, new[] { "fiqa-1", "tfns-1" })]
    [InlineData("mixed-finance", 8, new[] { "fiqa-1", "tfns-1", "nwgi-1", "fiqa-2", "tfns-2", "nwgi-2", "fiqa-3", "tfns-3" })]
    [InlineData("code-finance", 2, new[] { "codealpaca-1", "nwgi-1" })]
    public void Another_number_of_participants_is_dealt_in_the_same_turn(string name, int participants, string[] expected)
    {
        foreach (var source in new[] { "fiqa_train", "fiqa_test", "tfns_train", "tfns_test", "nwgi_train", "nwgi_test", "codealpaca" })
            _folder.WriteRecords($"{source}.json", 30);
        var set = InstructionSets.Load(name, _folder.Path, participants, 0);
        Assert.Equal(expected, set.Holders.Select(holder => holder.Name));
        Assert.All(set.Holders, holder => Assert.StartsWith(set.Sources[holder.Source].Name, holder.Name));
        Assert.Equal(expected.Select(holder => holder.Split('-')[0]).Distinct().Order(), set.Sources.Select(source => source.Name).Order());
        Assert.Equal(participants, Split(set).Participants.Count);
    }

    [Fact]
    public void Any_format_serves_but_only_one_at_a_time()
    {
        foreach (var file in new[] { "fiqa_train.parquet", "fiqa_test.json", "tfns_train.jsonl", "tfns_test.parquet", "nwgi_train.json", "nwgi_test.jsonl" })
            _folder.WriteRecords($"instruct/{file}", 12);
        Assert.Equal(36, InstructionSets.Load("mixed-finance", _folder.Path, null, 0).Train.Count);
        Assert.Equal(36, InstructionSets.Load("mixed-finance", _folder.File("instruct"), null, 0).Train.Count);
        _folder.WriteRecords("instruct/fiqa_train.json", 12);
        Message.AssertOneLine<InvalidDataException>(
            () => InstructionSets.Load("mixed-finance", _folder.Path, null, 0), _folder.File("instruct"), "both fiqa_train.json and fiqa_train.parquet", "keep one");
    }

    [Fact]
    public void What_is_missing_is_told_with_how_to_get_it()
    {
        Message.AssertOneLine<FileNotFoundException>(
            () => InstructionSets.Load("code-finance", null, null, 0), "code-finance", "'ipfl data fetch code-finance' says how to get it", "--data-dir or IPFL_DATA");
        Message.AssertOneLine<FileNotFoundException>(
            () => InstructionSets.Load("code-finance", _folder.Path, null, 0),
            "codealpaca.jsonl (or .json, .parquet) of code-finance is missing in", _folder.Path, "'ipfl data fetch code-finance' says how to get it");
        _folder.WriteRecords("fiqa_train.jsonl", 5);
        Message.AssertOneLine<FileNotFoundException>(() => InstructionSets.Load("mixed-finance", _folder.Path, null, 0), "fiqa_test.jsonl", _folder.Path);
        Message.AssertOneLine<DirectoryNotFoundException>(() => InstructionSets.Load("mixed-finance", _folder.File("no"), null, 0), _folder.File("no"), "mixed-finance");
        Message.AssertOneLine<InvalidDataException>(() => InstructionSets.Load("finance", null, null, 0), "'finance'", "mixed-finance, code-finance, instruct");
        Message.AssertOneLine<InvalidDataException>(() => InstructionSets.Load("mixed-finance", _folder.Path, 0, 0), "participants is 0", "1 or more");
    }

    private static InstructionDataSet Code(long seed) => InstructionSets.Load("code-finance", SharedFolder.Data("instruct"), null, seed);

    private static Partition Split(InstructionDataSet set) => set.Split(new RandomStream(3, RandomPurpose.Partition));
}
