using System.Text.Json;
using Ipfl.Protocol;

namespace Ipfl.Learning;

/// <summary>Reads a <c>tokenizer.json</c> that holds a byte-level BPE (GPT-2, Llama 3, Qwen2 and ours).</summary>
internal static class ByteLevelFile
{
    /// <summary>Reads the file; null where it holds SentencePiece's BPE, which only <c>tokenizer.model</c> says exactly.</summary>
    /// <exception cref="InvalidDataException">It holds something else, or breaks the layout.</exception>
    public static TokenModel? TryRead(CheckpointJson file)
    {
        var model = file.FindOf(file.Root, "model", JsonValueKind.Object) ?? throw file.Fault("it has no model");
        if (file.FindText(model, "type") is var type && type != "BPE")
            throw file.Fault($"its model's type is {(type is null ? "missing" : ForeignText.Quote(type))}; supported is 'BPE'");
        if (!ByteLevelWords.IsByteLevel(file) && (file.FindFlag(model, "byte_fallback") == true || IsSentencePiece(file))) return null;
        var splitter = ByteLevelWords.Read(file);
        RefuseOptions(file, model);
        var (table, vocabulary) = Vocabulary(file, model);
        var bytes = Enumerable.Range(0, 256).Select(value => table.Find($"{ByteSymbols.Of((byte)value)}")
            ?? throw file.Fault($"the vocabulary has no token for byte {value}, so it cannot write every text")).ToArray();
        var (added, wholeWords) = (AddedTokens(file), file.FindFlag(model, "ignore_merges") == true ? vocabulary : null);
        // Plain text never becomes a mark, even where it is a word of its own.
        foreach (var token in added) wholeWords?.Remove(token.Text);
        return new TokenModel(table, added, new ByteLevelEncoder(splitter, bytes, Merges(file, model, table), wholeWords))
        {
            AddsBegin = AddsBegin(file),
        };
    }

    /// <summary>The added tokens of a file of either kind.</summary>
    public static IReadOnlyList<AddedToken> AddedTokens(CheckpointJson file) =>
        file.FindOf(file.Root, "added_tokens", JsonValueKind.Array) is { } tokens ? [.. tokens.EnumerateArray().Select(token => AddedTokenReader.Read(file, token))] : [];

    private static bool IsSentencePiece(CheckpointJson file) =>
        ByteLevelWords.Steps(file, "pre_tokenizer").Concat(ByteLevelWords.Steps(file, "normalizer")).Any(step => file.FindText(step, "type") is "Metaspace" or "Prepend");

    private static void RefuseOptions(CheckpointJson file, JsonElement model)
    {
        if (CheckpointJson.Find(model, "dropout") is not null) throw file.Fault("the model has dropout, which is not supported: a text's ids would be random");
        foreach (var key in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
            if (file.FindText(model, key) is { Length: > 0 }) throw file.Fault($"the model has {key}, which is not supported");
    }

    private static (TokenTable Table, Dictionary<string, int> Vocabulary) Vocabulary(CheckpointJson file, JsonElement model)
    {
        var (table, vocabulary) = (new TokenTable(file.Path), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (token, value) in file.Members(file.Need(model, "vocab", "the model"), "vocab"))
        {
            var id = file.Whole(value, $"the id of token {ForeignText.Quote(token)}");
            table.Add(token, id, ByteSymbols.Read(token));
            vocabulary.Add(token, id);
        }

        return (table, vocabulary);
    }

    private static Dictionary<long, (int Rank, int Id)> Merges(CheckpointJson file, JsonElement model, TokenTable table)
    {
        var merges = new Dictionary<long, (int Rank, int Id)>();
        if (file.FindOf(model, "merges", JsonValueKind.Array) is not { } list) throw file.Fault("the model has no merges");
        foreach (var merge in list.EnumerateArray())
        {
            var where = $"merge {merges.Count + 1}";
            string[] halves = merge.ValueKind == JsonValueKind.Array
                ? [.. merge.EnumerateArray().Select(half => file.Text(half, where))]
                : file.Text(merge, where).Split(' ');
            if (halves is not [var left, var right]) throw file.Fault($"{where} has {halves.Length} tokens; it must have two");
            var (leftId, rightId, id) = (Id(left), Id(right), Id(left + right));
            if (!merges.TryAdd(ByteLevelEncoder.Pair(leftId, rightId), (merges.Count, id)))
                throw file.Fault($"{where}, {ForeignText.Quote(left)} and {ForeignText.Quote(right)}, occurs twice");

            int Id(string token) => table.Find(token) ?? throw file.Fault($"{where} needs token {ForeignText.Quote(token)}, which the vocabulary lacks");
        }

        return merges;
    }

    /// <summary>Whether the file puts a token before a text itself; null where it does not say.</summary>
    private static bool? AddsBegin(CheckpointJson file)
    {
        foreach (var step in ByteLevelWords.Steps(file, "post_processor"))
        {
            if (file.FindText(step, "type") != "TemplateProcessing" || file.FindOf(step, "single", JsonValueKind.Array) is not { } single) continue;
            return single.GetArrayLength() > 0 && CheckpointJson.Find(single[0], "SpecialToken") is not null;
        }

        return null;
    }
}
