using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ipfl.Learning;

/// <summary>Writes a trained byte-level BPE in the layout of Hugging Face's <c>tokenizers</c>.</summary>
internal static class BpeFolder
{
    private static readonly string[] Marks = ["<pad>", "<s>", "</s>"];

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes both files; <c>tokenizer.json</c>, without which the folder is none, comes last.</summary>
    public static void Write(string folder, IReadOnlyList<BpeMerge> merges)
    {
        List<string> tokens = [.. Marks, .. Enumerable.Range(0, 256).Select(value => $"{ByteSymbols.Of((byte)value)}")];
        foreach (var merge in merges)
            if (merge.Id == tokens.Count) tokens.Add(tokens[merge.Left] + tokens[merge.Right]);

        Write(Path.Combine(folder, "tokenizer_config.json"), new
        {
            tokenizer_class = "PreTrainedTokenizerFast",
            pad_token = Marks[0],
            bos_token = Marks[1],
            eos_token = Marks[2],
            add_bos_token = true,
            clean_up_tokenization_spaces = false,
        });
        Write(Path.Combine(folder, "tokenizer.json"), new
        {
            version = "1.0",
            truncation = (object?)null,
            padding = (object?)null,
            added_tokens = Marks.Select((content, id) => new { id, content, single_word = false, lstrip = false, rstrip = false, normalized = false, special = true }),
            normalizer = (object?)null,
            pre_tokenizer = ByteLevel,
            post_processor = BeginBefore(),
            decoder = ByteLevel,
            model = new
            {
                type = "BPE",
                dropout = (object?)null,
                unk_token = (object?)null,
                continuing_subword_prefix = (object?)null,
                end_of_word_suffix = (object?)null,
                fuse_unk = false,
                byte_fallback = false,
                ignore_merges = false,
                vocab = tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id),
                merges = merges.Select(merge => $"{tokens[merge.Left]} {tokens[merge.Right]}"),
            },
        });
    }

    private static object ByteLevel => new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true };

    private static object BeginBefore()
    {
        object begin = new { SpecialToken = new { id = Marks[1], type_id = 0 } };
        object first = new { Sequence = new { id = "A", type_id = 0 } };
        return new
        {
            type = "TemplateProcessing",
            single = new[] { begin, first },
            pair = new[] { begin, first, new { Sequence = new { id = "B", type_id = 1 } } },
            special_tokens = new Dictionary<string, object> { [Marks[1]] = new { id = Marks[1], ids = new[] { 1 }, tokens = new[] { Marks[1] } } },
        };
    }

    private static void Write(string path, object content) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(content, Layout) + "\n");
}
