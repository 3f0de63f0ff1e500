using Parquet;
using Parquet.Schema;

namespace Ipfl.Data.Tests;

/// <summary>Files of records as other programs write them: long texts, escapes without their other half, columns without a value.</summary>
public sealed class InstructionOddityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.json")]
    [InlineData("a.jsonl")]
    public void Texts_may_be_long_and_more_so_under_keys_that_are_passed_over(string name)
    {
        var (long1, long2) = (new string('x', 3 << 20), new string('y', 5 << 20));
        var record = $$"""{"embedding": "{{long1}}", "instruction": "a", "output": "{{long2}}"}""";
        var read = Assert.Single(InstructionFile.Read(Write(name, record)));
        Assert.Equal(("a", long2), (read.Instruction, read.Output));
    }

    [Fact]
    public void A_text_beyond_all_bounds_is_named_for_what_it_is()
    {
        var path = Write("a.json", $$"""{"instruction": "a", "output": "{{new string('x', (1 << 26) + 9)}}"}""");
        var error = Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, "record 1 has a text of more than 67108864 bytes");
        Assert.DoesNotContain("valid JSON", error.Message);
    }

    [Theory]
    [InlineData(@"oh \ud83d", @"holds \ud83d, which is half a character")]
    [InlineData(@"\\ud83d \ud83d\ude00 \uDE00", @"holds \uDE00, which is half a character")]
    [InlineData(@"\ud83d\ud83d\ude00", @"holds \ud83d, which is half a character")]
    public void Half_a_character_is_told_as_such(string text, string what)
    {
        foreach (var name in (string[])["a.json", "a.jsonl"])
        {
            var path = Write(name, $$"""{"instruction": "{{text}}", "output": "b"}""");
            var error = Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, "a text for instruction that", what);
            Assert.DoesNotContain("UTF-8", error.Message);
        }
    }

    [Fact]
    public void Whole_escaped_characters_are_read()
    {
        var path = Write("a.json", """{"instruction": "\\ud83d \ud83d\ude00", "output": "b"}""");
        Assert.Equal("\\ud83d 😀", Assert.Single(InstructionFile.Read(path)).Instruction);
    }

    [Fact]
    public async Task A_parquet_column_of_type_null_is_an_absent_value()
    {
        string[] texts = ["a", "b"];
        var path = _folder.Write("a.parquet", await WithNullsAsync("input", texts));
        Assert.Equal([new("a", "", "a"), new("b", "", "b")], InstructionFile.Read(path));

        path = _folder.Write("b.parquet", await WithNullsAsync("output", texts));
        Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, "no value in column output");
    }

    [Fact]
    public async Task Types_of_columns_are_told_in_words()
    {
        await Refuse<bool>([true], "holds truth values");
        await Refuse<int>([1], "holds whole numbers");
        await Refuse<long>([1], "holds whole numbers");
        await Refuse<double>([1], "holds numbers");
        await Refuse<DateTime>([DateTime.UnixEpoch], "holds times");

        async Task Refuse<T>(T[] values, string what) where T : struct
        {
            var (odd, text) = (new DataField<T>("instruction"), new DataField<string>("output"));
            using var content = new MemoryStream();
            await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(odd, text), content))
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<T>(odd, values);
                await group.WriteAsync(text, new[] { "a" });
            }

            var path = _folder.Write("a.parquet", content.ToArray());
            Message.AssertOneLine<InvalidDataException>(() => InstructionFile.Read(path), path, $"column instruction {what}; allowed are texts");
        }
    }

    /// <summary>
    /// As Arrow writes a column of its type null: whole numbers of which there are none, marked as of unknown type. The library that writes
    /// here has no such mark; that of a date is made into one, in Thrift's compact form.
    /// </summary>
    private static async Task<byte[]> WithNullsAsync(string empty, string[] texts)
    {
        var fields = Array.ConvertAll(["instruction", "input", "output"], name => name == empty ? new DataField<DateOnly?>(name) : (DataField)new DataField<string>(name));
        using var content = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), content))
        {
            using var group = writer.CreateRowGroup();
            foreach (var field in fields)
            {
                if (field.Name == empty) await group.WriteAsync<DateOnly>(field, new DateOnly?[texts.Length]);
                else await group.WriteAsync(field, texts);
            }
        }

        var file = content.ToArray();
        var at = file.AsSpan().LastIndexOf(new byte[] { 0x4C, 0x6C, 0x00, 0x00 });
        Assert.True(at > 0);
        file[at + 1] = 0xBC;
        return file;
    }

    private string Write(string name, string record) =>
        _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(name.EndsWith(".json", StringComparison.Ordinal) ? $"[{record}]" : record));
}
