using System.Text.Json;

namespace Ipfl.Data;

/// <summary>FEMNIST: 784 grey values from 0 (ink) to 1 (paper), kept in 256 steps as the scans have them; labels 0 to 61.</summary>
internal sealed class FemnistFormat : LeafFormat
{
    public override ImageShape Shape { get; } = new(1, 28, 28);

    public override int Classes => 62;

    public override string? ReadInput(ref JsonTokens tokens, Span<byte> input)
    {
        if (tokens.Type != JsonTokenType.StartArray) return $"has {tokens.Describe()} for x; allowed is a list of {input.Length} numbers from 0 to 1";
        var count = 0;
        for (tokens.Read(); tokens.Type != JsonTokenType.EndArray; tokens.Read(), count++)
        {
            if (!tokens.TryNumber(out var grey) || grey is not (>= 0 and <= 1))
                return $"has {tokens.Describe()} for x[{count}]; allowed are numbers from 0 to 1";
            if (count < input.Length) input[count] = (byte)Math.Round(grey * 255);
        }

        return count == input.Length ? null : $"has {count} numbers in x; allowed are {input.Length}";
    }

    public override string? ReadLabel(ref JsonTokens tokens, Span<byte> label)
    {
        if (!tokens.TryWhole(out var value) || value < 0 || value >= Classes)
            return $"has label {tokens.Describe()}; allowed are whole numbers from 0 to {Classes - 1}";
        label[0] = (byte)value;
        return null;
    }
}
