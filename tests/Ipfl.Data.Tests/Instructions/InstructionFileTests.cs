namespace Ipfl.Data.Tests;

public sealed class InstructionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("codealpaca", 4535)]
    [InlineData("fiqa_train", 188)]
    [InlineData("fiqa_test", 47)]
    [InlineData("tfns_train", 1910)]
    [InlineData("tfns_test", 478)]
    [InlineData("nwgi_train", 3238)]
    [InlineData("nwgi_test", 809)]
    public void Published_files_have_their_records(string name, int count)
    {
        var records = InstructionFile.Read(SharedFolder.Data($"instruct/{name}.jsonl"));
        Assert.Equal(count, records.Count);
        if (name == "codealpaca") Assert.Equal(955, records.Count(record => record.Input.Length == 0));
        else Assert.All(records, record => Assert.InRange(record.Output.Length, 1, 20));
    }

    [Fact]
    public void Published_records_are_the_same_in_every_format()
    {
        var records = InstructionFile.Read(SharedFolder.Data("instruct/codealpaca.jsonl"));
        Assert.StartsWith("Write a C++ program that calculates the area of a rectangle", records[0].Instruction);
        foreach (var name in new[] { "a.json", "a.jsonl", "a.parquet" })
            Assert.Equal(records, InstructionFile.Read(_folder.Write(name, SmallRecords.Format(name, records))));
    }

    [Theory]
    [InlineData("a.json", 1)]
    [InlineData("a.json", 700)]
    [InlineData("a.jsonl", 1)]
    [InlineData("a.jsonl", 700)]
    [InlineData("a.parquet", 1)]
    [InlineData("a.parquet", 700)]
    [InlineData("A.JSONL", 2)]
    public void Records_come_back_as_they_were_written(string name, int count)
    {
        var records = SmallRecords.Of("x", count);
        Assert.Equal(records, InstructionFile.Read(_folder.Write(name, SmallRecords.Format(name.ToLowerInvariant(), records))));
    }

    [Fact]
    public void Parquet_comes_in_row_groups_and_may_lack_the_input()
    {
        var texts = Enumerable.Range(0, 25).Select(i => $"t{i}").ToArray();
        var records = InstructionFile.Read(_folder.Write("a.parquet", SmallRecords.ToParquet(10, ("output", texts), ("instruction", texts))));
        Assert.Equal(texts.Select(text => new InstructionRecord(text, "", text)), records);
    }

    [Fact]
    public void Lines_may_be_blank_end_in_any_way_and_be_longer_than_the_buffer()
    {
        var text = new string('é', 300_000);
        var lines = $"\uFEFF\n  \r\n{{\"output\": \"{text}\", \"instruction\": \"a\"}}\r\n\t\n{{\"instruction\": \"b\", \"input\": null, \"output\": \"\", \"id\": [1, {{\"x\": {{}}}}]}}";
        Assert.Equal([new("a", "", text), new("b", "", "")], InstructionFile.Read(_folder.Write("a.jsonl", lines)));
    }

    [Fact]
    public void A_list_may_have_a_byte_order_mark_and_keys_in_any_order()
    {
        const string list = "\uFEFF[ {\"response\": {\"a\": [1, 2]}, \"output\": \"o\", \"input\": \"\", \"instruction\": \"i\\u00e9\"} ]\n";
        Assert.Equal([new("ié", "", "o")], InstructionFile.Read(_folder.Write("a.json", list)));
    }
}
