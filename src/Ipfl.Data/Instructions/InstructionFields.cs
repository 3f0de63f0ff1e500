namespace Ipfl.Data;

/// <summary>What a record needs, whatever the format of its file.</summary>
internal static class InstructionFields
{
    public const string Instruction = "instruction";

    public const string Input = "input";

    public const string Output = "output";

    /// <summary>The record of three fields, of which absent ones are null.</summary>
    /// <param name="instruction">The field of that name.</param>
    /// <param name="input">The field of that name.</param>
    /// <param name="output">The field of that name.</param>
    /// <param name="where">What errors call the record: the file, and the line or the record's number.</param>
    /// <exception cref="InvalidDataException">A needed one is missing.</exception>
    public static InstructionRecord Join(string? instruction, string? input, string? output, string where)
    {
        if (instruction is null) throw Missing(where, Instruction);
        if (string.IsNullOrWhiteSpace(instruction)) throw new InvalidDataException($"{where} has an empty {Instruction}; needed is a text");
        return new(instruction, input ?? "", output ?? throw Missing(where, Output));
    }

    private static InvalidDataException Missing(string where, string field) =>
        new($"{where} has no {field}; a record has {Instruction}, {Output} and, where there is one, {Input}");
}
