using System.Text.Json;
using System.Text.RegularExpressions;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>Reads how a byte-level <c>tokenizer.json</c> splits text into words: its <c>pre_tokenizer</c> and <c>normalizer</c>.</summary>
internal static class ByteLevelWords
{
    private const int LongestPattern = 4096;

    private static readonly string[] SequenceKeys = ["pretokenizers", "normalizers", "processors"];

    /// <summary>Far above what any real pattern takes for a match; one that takes longer never ends in practice.</summary>
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(10);

    /// <summary>Whether the words are split at byte level.</summary>
    public static bool IsByteLevel(CheckpointJson file) => Steps(file, "pre_tokenizer").Any(step => file.FindText(step, "type") == "ByteLevel");

    /// <summary>The steps of a part that may be missing, one step or a sequence of them.</summary>
    public static IEnumerable<JsonElement> Steps(CheckpointJson file, string key)
    {
        if (file.FindOf(file.Root, key, JsonValueKind.Object) is not { } part) return [];
        if (file.FindText(part, "type") != "Sequence") return [part];
        var list = SequenceKeys.Select(name => file.FindOf(part, name, JsonValueKind.Array)).FirstOrDefault(found => found is not null);
        return list is { } steps ? steps.EnumerateArray() : throw file.Fault($"{key} is a sequence without steps");
    }

    /// <summary>The splitter.</summary>
    /// <exception cref="InvalidDataException">A step is not supported or no valid pattern.</exception>
    public static WordSplitter Read(CheckpointJson file)
    {
        // Form C leaves text that is in it already, as nearly all is, as it is; the invariant culture of this product knows no other way.
        foreach (var step in Steps(file, "normalizer"))
            if (file.FindText(step, "type") is var type && type != "NFC") throw file.Fault($"its normalizer {Quote(type)} is not supported; supported is 'NFC'");

        var patterns = new List<Regex>();
        var steps = Steps(file, "pre_tokenizer").ToArray();
        for (var i = 0; i < steps.Length; i++)
        {
            var pattern = file.FindText(steps[i], "type") switch
            {
                "ByteLevel" when i == steps.Length - 1 => ByteLevel(file, steps[i]),
                "Split" => Split(file, steps[i]),
                "Digits" => new Regex(file.FindFlag(steps[i], "individual_digits") == true ? @"\p{N}" : @"\p{N}+", RegexOptions.CultureInvariant),
                var type => throw file.Fault($"step {i + 1} of its pre_tokenizer, {Quote(type)}, is not supported; supported are Split and Digits, and ByteLevel as the last"),
            };
            if (pattern is not null) patterns.Add(pattern);
        }

        return steps.Length > 0 ? new WordSplitter([.. patterns]) : throw file.Fault("it has no pre_tokenizer; supported is ByteLevel, after Split or Digits or alone");
    }

    private static Regex? ByteLevel(CheckpointJson file, JsonElement step)
    {
        if (file.FindFlag(step, "add_prefix_space") == true) throw file.Fault("its pre_tokenizer adds a space before the text, which is not supported");
        return file.FindFlag(step, "use_regex") == false ? null : WordSplitter.Gpt2Words();
    }

    private static Regex Split(CheckpointJson file, JsonElement step)
    {
        var (behavior, inverted) = (file.FindText(step, "behavior"), file.FindFlag(step, "invert") == true);
        if (behavior != "Isolated" || inverted)
            throw file.Fault($"its Split has behavior {Quote(behavior)}{(inverted ? " inverted" : "")}, which is not supported; supported is 'Isolated'");
        var pattern = file.FindOf(step, "pattern", JsonValueKind.Object) ?? throw file.Fault("its Split has no pattern");
        var text = file.FindText(pattern, "Regex")
            ?? Regex.Escape(file.FindText(pattern, "String") ?? throw file.Fault("its Split's pattern is neither a Regex nor a String"));
        if (text.Length > LongestPattern) throw file.Fault($"its Split's pattern has {text.Length} characters; allowed are {LongestPattern}");
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant | RegexOptions.Compiled, LongestMatch);
        }
        catch (ArgumentException invalid)
        {
            throw file.Fault($"its Split's pattern is not valid: {ForeignText.OneLine(invalid.Message)}");
        }
    }

    private static string Quote(string? type) => type is null ? "without a type" : ForeignText.Quote(type);
}
