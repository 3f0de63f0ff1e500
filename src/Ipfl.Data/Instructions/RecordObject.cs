using System.Text.Json;

namespace Ipfl.Data;

/// <summary>A record as a JSON object.</summary>
internal static class RecordObject
{
    /// <summary>Reads the object that begins at the token at hand, up to its end.</summary>
    /// <param name="tokens">At the beginning of a value.</param>
    /// <param name="where">What errors call the record.</param>
    /// <exception cref="InvalidDataException">It is no record.</exception>
    /// <exception cref="JsonException">It is no valid JSON.</exception>
    public static InstructionRecord Read(ref JsonTokens tokens, string where)
    {
        if (tokens.Type != JsonTokenType.StartObject)
        {
            throw new InvalidDataException(
                $"{where} is {tokens.Describe()}; allowed is an object with {InstructionFields.Instruction}, {InstructionFields.Input} and {InstructionFields.Output}");
        }

        string? instruction = null, input = null, output = null;
        for (tokens.Read(); tokens.Type != JsonTokenType.EndObject; tokens.Read())
        {
            var key = tokens.Text();
            tokens.Read();
            switch (key)
            {
                case InstructionFields.Instruction:
                    instruction = ReadText(ref tokens, key, instruction, where);
                    break;
                case InstructionFields.Input:
                    input = ReadText(ref tokens, key, input, where);
                    break;
                case InstructionFields.Output:
                    output = ReadText(ref tokens, key, output, where);
                    break;
                default:
                    tokens.Skip();
                    break;
            }
        }

        return InstructionFields.Join(instruction, input, output, where);
    }

    private static string? ReadText(ref JsonTokens tokens, string key, string? before, string where)
    {
        if (before is not null) throw new InvalidDataException($"{where} has {key} twice; allowed is once");
        return tokens.Type switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => tokens.Text() ?? throw new InvalidDataException($"{where} has a text for {key} that {tokens.TextFault()}"),
            _ => throw new InvalidDataException($"{where} has {tokens.Describe()} for {key}; allowed is a text"),
        };
    }
}
