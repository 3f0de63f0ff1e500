namespace Ipfl.Data.Tests;

/// <summary>One's own records: files and folders, each of them a participant.</summary>
public sealed class OwnInstructionFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_and_folders_are_participants_in_the_order_of_their_names()
    {
        _folder.WriteRecords("b.json", 20);
        _folder.WriteRecords("a_train.jsonl", 7);
        _folder.WriteRecords("a_test.parquet", 3);
        _folder.WriteRecords("B/train-00000-of-00002.parquet", 4);
        _folder.WriteRecords("B/train-00001-of-00002.parquet", 5);
        _folder.WriteRecords("B/test-00000-of-00001.parquet", 2);
        _folder.WriteRecords("c/one.jsonl", 2);
        _folder.WriteRecords("c/test.json", 6);
        _folder.Write("readme.md", "hello");
        _folder.Write(".hidden.json", "{");
        _folder.Write(".cache/x.json", "{");
        _folder.Write("empty/readme.md", "hello");

        var set = Load();
        Assert.Equal(["B", "a", "b", "c"], set.Sources.Select(source => source.Name));
        Assert.Equal([9, 7, 18, 2], set.Sources.Select(source => source.Train.Count));
        Assert.Equal([2, 3, 2, 6], set.Sources.Select(source => source.Test.Count));
        Assert.Equal(["B", "a", "b", "c"], set.Holders.Select(holder => holder.Name));
        Assert.Equal([9, 7, 18, 2], set.Split(new RandomStream(0, RandomPurpose.Partition)).Participants.Select(own => own.Length));
        Assert.StartsWith("Do train-00000-of-00002 0", set.Train[0].Instruction);
        Assert.StartsWith("Do train-00001-of-00002 0", set.Train[4].Instruction);
        Assert.StartsWith("Do test-00000-of-00001", set.Test[0].Instruction);
        Assert.Equal(set.Train, Load(participants: 4).Train);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 2)]
    [InlineData(205, 20)]
    public void Without_test_records_a_tenth_is_held_out(int records, int tests)
    {
        _folder.WriteRecords("instruct/a.jsonl", records);
        var set = Load();
        Assert.Equal((records - tests, tests), (set.Train.Count, set.Test.Count));
        Assert.Equal(SmallRecords.Of("a", records).ToHashSet(), [.. set.Train, .. set.Test]);
        Assert.Equal(set.Test, Load().Test);
        if (records > 100) Assert.NotEqual(set.Test, Load(seed: 1).Test);
    }

    [Fact]
    public void The_number_of_participants_is_that_of_the_files()
    {
        Assert.Null(InstructionSets.ParticipantsOf("instruct"));
        foreach (var name in "abc") _folder.WriteRecords($"{name}.jsonl", 3);
        Message.AssertOneLine<InvalidDataException>(() => Load(participants: 2), "participants is 2", _folder.Path, "has records of 3: a, b, c; allowed is 3");
    }

    [Fact]
    public void A_single_record_cannot_be_split()
    {
        var path = _folder.WriteRecords("a.jsonl", 1);
        Message.AssertOneLine<InvalidDataException>(() => Load(), path, "has 1 record and no test file", "at least 2");
        _folder.WriteRecords("a_test.jsonl", 1);
        Assert.Single(Load().Train);
    }

    [Theory]
    [InlineData("a_test.jsonl", "a_test.jsonl is the test set of nobody; allowed is a_test beside a or a_train")]
    [InlineData("test.jsonl", "test.jsonl is the test set of nobody; allowed is X_test beside X or X_train")]
    [InlineData("x.json", "has both x.json and x.jsonl; keep one of them")]
    [InlineData("x_train.jsonl", "has both x.jsonl and x_train.jsonl; keep one of them")]
    [InlineData("x/1.jsonl", "has both x.jsonl and 1.jsonl; keep one of them")]
    [InlineData("y/test.jsonl", "y has test records only")]
    public void A_layout_that_says_two_things_is_refused(string name, string what)
    {
        _folder.WriteRecords("x.jsonl", 3);
        _folder.WriteRecords(name, 3);
        Message.AssertOneLine<InvalidDataException>(() => Load(), _folder.Path, what);
    }

    [Fact]
    public void Two_test_sets_of_one_are_refused()
    {
        foreach (var name in new[] { "x.jsonl", "x_test.jsonl", "x_test.json" }) _folder.WriteRecords(name, 3);
        Message.AssertOneLine<InvalidDataException>(() => Load(), "both x_test.json and x_test.jsonl");
    }

    [Fact]
    public void A_folder_without_records_is_told()
    {
        Message.AssertOneLine<FileNotFoundException>(
            () => Load(), "a file or folder of records (.jsonl, .json, .parquet) of instruct is missing in", _folder.Path, "'ipfl data fetch instruct' says how to get it");
        Message.AssertOneLine<DirectoryNotFoundException>(() => InstructionSets.Load("instruct", _folder.File("no"), null, 0), _folder.File("no"));
        Message.AssertOneLine<FileNotFoundException>(() => InstructionSets.Load("instruct", null, null, 0), "--data-dir");
    }

    private InstructionDataSet Load(int? participants = null, long seed = 0) => InstructionSets.Load("instruct", _folder.Path, participants, seed);
}
