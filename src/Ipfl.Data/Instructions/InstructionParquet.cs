using Parquet;
using Parquet.Schema;

namespace Ipfl.Data;

/// <summary>Parquet as the hubs publish it: a text column for each field, row group by row group.</summary>
internal static class InstructionParquet
{
    /// <summary>Reads the file from beginning to end.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static List<InstructionRecord> Read(string path) => ReadAsync(path).GetAwaiter().GetResult();

    private static async Task<List<InstructionRecord>> ReadAsync(string path)
    {
        var content = await GuardAsync(path, () => Task.FromResult(new GuardedParquet(path))).ConfigureAwait(false);
        await using var closing = content.ConfigureAwait(false);
        var reader = await GuardAsync(path, () => ParquetReader.CreateAsync(content)).ConfigureAwait(false);
        await using var disposing = reader.ConfigureAwait(false);
        var fields = await GuardAsync(path, () => Task.FromResult(reader.Schema.Fields)).ConfigureAwait(false);
        var instruction = Column(fields, path, InstructionFields.Instruction) ?? throw Missing(fields, path, InstructionFields.Instruction);
        var output = Column(fields, path, InstructionFields.Output) ?? throw Missing(fields, path, InstructionFields.Output);
        var input = Column(fields, path, InstructionFields.Input);
        var records = new List<InstructionRecord>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = await GuardAsync(path, () => Task.FromResult(reader.OpenRowGroupReader(i))).ConfigureAwait(false);
            var instructions = await ReadAsync(group, instruction, records.Count, path).ConfigureAwait(false);
            var outputs = await ReadAsync(group, output, records.Count, path).ConfigureAwait(false);
            var inputs = input is null ? null : await ReadAsync(group, input, records.Count, path).ConfigureAwait(false);
            for (var row = 0; row < instructions.Length; row++)
                records.Add(InstructionFields.Join(instructions[row], inputs?[row], outputs[row], $"{path}: record {records.Count + 1}"));
        }

        return records;
    }

    private static DataField? Column(IReadOnlyList<Field> fields, string path, string name) =>
        fields.FirstOrDefault(field => field.Name == name) switch
        {
            null => null,

            // Arrow's type null: no row has a value.
            { SchemaElement.LogicalType.UNKNOWN: not null } => null,
            DataField { IsArray: false } field when field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>) => field,
            DataField { IsArray: false } field => throw new InvalidDataException($"{path}: column {name} holds {InWords(field.ClrType)}; allowed are texts"),
            _ => throw new InvalidDataException($"{path}: column {name} is nested; allowed are texts"),
        };

    private static string InWords(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "truth values",
        >= TypeCode.SByte and <= TypeCode.UInt64 => "whole numbers",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "numbers",
        TypeCode.DateTime => "times",
        _ when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => "bytes that are not marked as text",
        _ when type == typeof(DateOnly) || type == typeof(DateTimeOffset) || type == typeof(TimeOnly) || type == typeof(TimeSpan) => "times",
        _ when type == typeof(Guid) => "identifiers",
        _ when type == typeof(Half) || type.Name.Contains("Decimal", StringComparison.Ordinal) => "numbers",
        _ => "values of another kind",
    };

    private static async Task<string?[]> ReadAsync(ParquetRowGroupReader group, DataField column, int before, string path)
    {
        var rows = group.RowCount;
        if (rows < 0 || rows > InstructionFile.MostRecords - before)
            throw new InvalidDataException($"{path} claims a part of {rows} records after the first {before}; allowed are up to {InstructionFile.MostRecords} together");
        return await GuardAsync(path, async () =>
        {
            var texts = new string?[rows];
            await group.ReadAsync(column, new Memory<string?>(texts)).ConfigureAwait(false);
            return texts;
        }).ConfigureAwait(false);
    }

    /// <summary>A damaged file makes the library fail in any way, from an index out of range to sizes that no memory has.</summary>
    private static async Task<T> GuardAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new InvalidDataException($"{path} is no intact Parquet file; it may be cut short ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", e);
        }
    }

    private static InvalidDataException Missing(IReadOnlyList<Field> fields, string path, string column) =>
        new($"{path} has no {(fields.Any(field => field.Name == column) ? $"value in column {column}" : $"column {column}")}; needed are {InstructionFields.Instruction}, {InstructionFields.Output} and, where there is one, {InstructionFields.Input}");
}
