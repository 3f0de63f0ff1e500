using System.Text;
using CsCheck;
using Parquet;
using Parquet.Schema;

namespace Ipfl.Data.Tests;

/// <summary>Every fault of a file of records is one line that names the file and the place.</summary>
public sealed class InstructionFaultTests : IDisposable
{
    private const string Good = "{\"instruction\": \"a\", \"output\": \"b\"}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"output\": \"b\"}", "has no instruction; a record has instruction, output")]
    [InlineData("{\"instruction\": \"a\"}", "has no output")]
    [InlineData("{\"instruction\": null, \"output\": \"b\"}", "has no instruction")]
    [InlineData("{\"instruction\": \"a\", \"output\": null}", "has no output")]
    [InlineData("{\"instruction\": \"\", \"output\": \"b\"}", "has an empty instruction")]
    [InlineData("{\"instruction\": \" \\n\", \"output\": \"b\"}", "has an empty instruction")]
    [InlineData("{\"instruction\": 3, \"output\": \"b\"}", "has 3 for instruction; allowed is a text")]
    [InlineData("{\"instruction\": \"a\", \"output\": [\"b\"]}", "has a list for output; allowed is a text")]
    [InlineData("{\"instruction\": \"a\", \"output\": \"b\", \"input\": {}}", "has an object for input; allowed is a text")]
    [InlineData("{\"instruction\": \"a\", \"output\": \"b\", \"input\": true}", "has true for input; allowed is a text")]
    [InlineData("{\"instruction\": \"a\", \"instruction\": \"c\", \"output\": \"b\"}", "has instruction twice")]
    [InlineData("{\"instruction\": \"\\ud800\", \"output\": \"b\"}", "text for instruction that holds \\ud800, which is half a character")]
    [InlineData("[\"a\", \"b\"]", "is a list; allowed is an object with instruction, input and output")]
    [InlineData("\"a\"", "is \"a\"; allowed is an object")]
    [InlineData("null", "is null; allowed is an object")]
    [InlineData("{\"instruction\": \"a\", \"output\": \"b\"", "is no valid JSON, or cut short")]
    [InlineData("{\"instruction\": \"a\" \"output\": \"b\"}", "is no valid JSON, or cut short")]
    [InlineData("{instruction: \"a\"}", "is no valid JSON, or cut short")]
    [InlineData("some text", "is no valid JSON, or cut short")]
    public void A_fault_in_a_record_is_named(string record, string what)
    {
        var path = _folder.Write("a.jsonl", $"{Good}\n\n{record}\n{Good}\n");
        Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), $"{path}, line 3 ", what);

        path = _folder.Write("a.json", $"[{Good},\n{record},\n{Good}]");
        Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, "record 2 ", what);
    }

    [Theory]
    [InlineData("a.json", "", "no valid JSON, or cut short")]
    [InlineData("a.json", "[]", "has no record")]
    [InlineData("a.json", Good, "holds an object; allowed is a list of objects (a file with an object a line has to end in .jsonl)")]
    [InlineData("a.json", $"[{Good}", "line 1: record 2 is no valid JSON, or cut short")]
    [InlineData("a.json", $"[{Good}] []", "line 1: record 2 is no valid JSON")]
    [InlineData("a.json", $"[{Good},\n\n oops]", "line 3: record 2 is no valid JSON")]
    [InlineData("a.jsonl", "", "has no record")]
    [InlineData("a.jsonl", "\n \r\n", "has no record")]
    [InlineData("a.jsonl", $"{Good} {Good}", "line 1 is no valid JSON")]
    [InlineData("a.jsonl", $"{Good}\n{{\"instruction\": \"a", "line 2 is no valid JSON, or cut short")]
    [InlineData("a.jsonl", $"[\n{Good}\n]", "line 1 is a list; allowed is an object")]
    [InlineData("a.parquet", "", "is no intact Parquet file")]
    [InlineData("a.parquet", Good, "is no intact Parquet file")]
    [InlineData("a.csv", Good, "is no file of instruction records; allowed are .jsonl, .json, .parquet")]
    public void Other_files_are_refused(string name, string content, string what)
    {
        var path = _folder.Write(name, content);
        Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, what);
    }

    [Theory]
    [InlineData("a.json")]
    [InlineData("a.jsonl")]
    public void Another_encoding_is_told(string name)
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            var path = _folder.Write(name, [.. encoding.GetPreamble(), .. encoding.GetBytes(Good)]);
            Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, "UTF-16 or UTF-32 text; save it as UTF-8");
            path = _folder.Write(name, encoding.GetBytes(Good));
            Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, "no UTF-8 text; save it as UTF-8");
        }

        var latin = _folder.Write(name, Encoding.Latin1.GetBytes(name == "a.json" ? "[{\"instruction\": \"é\", \"output\": \"b\"}]" : "{\"instruction\": \"é\", \"output\": \"b\"}"));
        Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(latin), latin, name == "a.json" ? "record 1" : "line 1", "no valid UTF-8");
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Message.AssertOneLine<FileNotFoundException>(() => InstructionFile.Read(_folder.File("a.json")), _folder.File("a.json"), "does not exist");

    [Fact]
    public void Parquet_columns_are_checked()
    {
        string?[] texts = ["a", "b"];
        Refuse(SmallRecords.ToParquet(9, ("instruction", texts), ("input", texts)), "has no column output; needed are instruction, output");
        Refuse(SmallRecords.ToParquet(9, ("Instruction", texts), ("output", texts)), "has no column instruction");
        Refuse(SmallRecords.ToParquet(1, ("instruction", ["a", null]), ("output", texts)), "record 2 has no instruction");
        Refuse(SmallRecords.ToParquet(1, ("instruction", ["a", ""]), ("output", texts)), "record 2 has an empty instruction");
        Refuse(SmallRecords.ToParquet(9, ("instruction", texts), ("output", ["a", null])), "record 2 has no output");
        Refuse(SmallRecords.ToParquet(9, ("instruction", []), ("output", [])), "has no record");
    }

    [Fact]
    public async Task Parquet_numbers_and_lists_are_no_texts()
    {
        var number = new DataField<int>("instruction");
        Refuse(
            await WriteAsync(new ParquetSchema(number, new DataField<string>("output")), group => group.WriteAsync<int>(number, new[] { 1 })),
            "column instruction holds whole numbers; allowed are texts");
        var list = new ListField("instruction", new DataField<string>("element"));
        Refuse(await WriteAsync(new ParquetSchema(list, new DataField<string>("output")), null), "column instruction is nested; allowed are texts");
    }

    [Fact]
    public void A_parquet_file_that_is_cut_short_anywhere_is_refused()
    {
        var whole = SmallRecords.Format("a.parquet", SmallRecords.Of("x", 40));
        for (var length = 0; length < whole.Length; length += 11) Refuse(whole[..length], "is no intact Parquet file");
    }

    [Fact]
    [Trait("Category", "Long")]
    public void A_damaged_parquet_file_is_read_or_refused_in_one_line()
    {
        var whole = SmallRecords.Format("a.parquet", SmallRecords.Of("x", 40));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                var damaged = whole.ToArray();
                foreach (var (at, value) in changes) damaged[at] = value;
                var path = _folder.Write("a.parquet", damaged);
                if (Record.Exception(() => { InstructionFile.Read(path); }) is not { } error) return;
                Assert.IsType<InvalidDataException>(error);
                Message.AssertOneLine(error.Message, path);
            },
            iter: 3000,
            threads: 1);
    }

    private static async Task<byte[]> WriteAsync(ParquetSchema schema, Func<ParquetRowGroupWriter, Task>? write)
    {
        using var content = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, content))
        {
            if (write is not null)
            {
                using var group = writer.CreateRowGroup();
                await write(group);
                await group.WriteAsync((DataField)schema.Fields[1], new[] { "a" });
            }
        }

        return content.ToArray();
    }

    private void Refuse(byte[] content, string what)
    {
        var path = _folder.Write("a.parquet", content);
        Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, what);
    }
}
