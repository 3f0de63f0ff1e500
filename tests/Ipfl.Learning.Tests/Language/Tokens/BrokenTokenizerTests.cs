using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Broken or unsupported folders: one line that says which file and what is wrong.</summary>
public sealed class BrokenTokenizerTests
{
    [Fact]
    public void A_folder_without_a_tokenizer_says_so()
    {
        using var folder = new TemporaryFolder();
        Says<FileNotFoundException>(folder, "neither tokenizer.json nor tokenizer.model");
        Assert.Contains("no-such", Assert.Throws<FileNotFoundException>(() => TextTokenizer.Open(folder.File("no-such"))).Message);
        folder.Write("tokenizer.json", """{"model": {"type": "BPE"}, "pre_tokenizer": {"type": "Metaspace"}}""");
        Says<FileNotFoundException>(folder, "SentencePiece", "tokenizer.model");
    }

    [Theory]
    [InlineData("", "cut short")]
    [InlineData("[]", "a list")]
    [InlineData("{}", "no model")]
    [InlineData("""{"model": {"type": "Unigram"}}""", "'Unigram'")]
    [InlineData("""{"model": {"type": 3}}""", "type is a number")]
    [InlineData("""{"model": {"type": "BPE"}, "pre_tokenizer": {"type": "Whitespace"}}""", "'Whitespace'")]
    [InlineData("""{"model": {"type": "BPE"}, "pre_tokenizer": {"type": "ByteLevel"}}""", "no vocab")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"\ud800": 1}}, "pre_tokenizer": {"type": "ByteLevel"}}""", "no valid Unicode")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0, "a": 1}}, "pre_tokenizer": {"type": "ByteLevel"}}""", "'a' occurs twice")]
    public void A_file_of_another_kind_is_refused(string json, string reason)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", json);
        Says<InvalidDataException>(folder, "tokenizer.json", reason);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        Says<InvalidDataException>(folder, "tokenizer.json", "no valid JSON");
    }

    [Theory]
    [InlineData("a", "-1", "-1")]
    [InlineData("a", "7", "another token has too")]
    [InlineData("a", "1.5", "1.5")]
    [InlineData("a", "\"1\"", "a text")]
    [InlineData("a", "5000000", "5000000")]
    [InlineData("a", "99999999999", "99999999999")]
    [InlineData("a", "3000000", "no token has id 100")]
    [InlineData("a", null, "byte 97")]
    public void A_vocabulary_that_is_none_is_refused(string token, string? id, string reason)
    {
        using var folder = SmallTokenizers.Changed(root =>
        {
            if (id is null) root["model"]!["vocab"]!.AsObject().Remove(token);
            else root["model"]!["vocab"]![token] = JsonNode.Parse(id);
        });
        Says<InvalidDataException>(folder, "tokenizer.json", reason);
    }

    [Theory]
    [InlineData("\"t zzz\"", "'zzz'")]
    [InlineData("\"h e\"", "occurs twice")]
    [InlineData("\"t\"", "has 1 tokens")]
    [InlineData("\"a b c\"", "has 3 tokens")]
    [InlineData("[\"t\", 1]", "a number")]
    [InlineData("\"q z\"", "'qz'")]
    public void A_merge_of_what_is_not_there_is_refused(string merge, string reason)
    {
        using var folder = SmallTokenizers.Changed(root => root["model"]!["merges"]!.AsArray().Add(JsonNode.Parse(merge)));
        Says<InvalidDataException>(folder, "tokenizer.json", "merge ", reason);
    }

    [Theory]
    [InlineData("(", "not valid")]
    [InlineData("a++", "not valid")]
    [InlineData(@"\p{Nowhere}", "not valid")]
    [InlineData(null, "5000 characters")]
    public void A_pattern_that_is_none_is_refused(string? pattern, string reason)
    {
        using var folder = SmallTokenizers.Changed(root =>
        {
            TextTokenizerTests.UseLlama3Words(root);
            root["pre_tokenizer"]!["pretokenizers"]![0]!["pattern"]!["Regex"] = pattern ?? new string('(', 5000);
        });
        Says<InvalidDataException>(folder, "tokenizer.json", reason);
    }

    [Fact]
    public void A_pattern_of_many_brackets_is_compiled_or_refused()
    {
        using var folder = SmallTokenizers.Changed(root =>
        {
            TextTokenizerTests.UseLlama3Words(root);
            root["pre_tokenizer"]!["pretokenizers"]![0]!["pattern"]!["Regex"] = new string('(', 2000) + "a" + new string(')', 2000);
        });
        Assert.Equal("aba", TextTokenizer.Open(folder.Path) is var tokenizer ? tokenizer.Decode(tokenizer.Encode("aba")) : "");
    }

    [Theory]
    [InlineData("model", "dropout", "0.1", "dropout")]
    [InlineData("model", "end_of_word_suffix", "\"</w>\"", "end_of_word_suffix")]
    [InlineData("pre_tokenizer", "add_prefix_space", "true", "adds a space")]
    [InlineData(null, "normalizer", "{\"type\": \"Lowercase\"}", "'Lowercase'")]
    [InlineData(null, "added_tokens", "[{\"id\": 9, \"content\": \"x!\"}]", "another token has too")]
    [InlineData(null, "added_tokens", "[{\"id\": 400, \"content\": \"x!\", \"lstrip\": true}]", "lstrip")]
    [InlineData(null, "added_tokens", "[{\"id\": 300, \"content\": \"\"}]", "no text")]
    [InlineData(null, "added_tokens", "[{\"id\": 0, \"content\": \"a\"}]", "the vocabulary says")]
    public void What_is_not_supported_is_named(string? part, string key, string value, string reason)
    {
        using var folder = SmallTokenizers.Changed(root => (part is null ? root : root[part]!)[key] = JsonNode.Parse(value));
        Says<InvalidDataException>(folder, "tokenizer.json", reason);
    }

    [Theory]
    [InlineData("tokenizer_config.json", """{"bos_token": "<begin>"}""", "'<begin>'")]
    [InlineData("tokenizer_config.json", """{"bos_token": 3}""", "a number")]
    [InlineData("tokenizer_config.json", """{"chat_template": 3}""", "chat_template")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"x": {"content": "y"}}}""", "no id")]
    [InlineData("config.json", """{"eos_token_id": 4000}""", "4000")]
    [InlineData("generation_config.json", """{"eos_token_id": "</s>"}""", "eos_token_id")]
    [InlineData("added_tokens.json", """{"<x>": 4000}""", "no token has id")]
    public void A_broken_file_beside_is_refused(string name, string json, string reason)
    {
        using var folder = SmallTokenizers.Trained();
        folder.Write(name, json);
        Says<InvalidDataException>(folder, reason);
    }

    [Theory]
    [InlineData(2, 3, 1, "not BPE")]
    [InlineData(2, 35, 0, "byte_fallback")]
    [InlineData(2, 41, 9999, "bos_id")]
    [InlineData(3, 4, 1, "extra white space")]
    public void A_model_of_another_kind_is_refused(int spec, int field, int value, string reason)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", [.. SmallTokenizers.SentencePiece(("a", -1)), .. Written(output => SmallTokenizers.Numbers(output, spec, (field, value)))]);
        Says<InvalidDataException>(folder, "tokenizer.model", reason);
    }

    [Fact]
    public void Pieces_that_no_model_has_are_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (var (text, score, type, reason) in new[] { ("<s>", 0f, 1, "twice"), ("b", float.NaN, 1, "score"), ("b", 0f, 4, "type 4"), ("<0xZZ>", 0f, 6, "type 6"), ("", 0f, 1, "empty") })
        {
            folder.Write("tokenizer.model", [.. SmallTokenizers.SentencePiece(("a", -1)), .. Written(output => SmallTokenizers.Piece(output, text, score, type))]);
            Says<InvalidDataException>(folder, "tokenizer.model", reason);
        }

        folder.Write("tokenizer.model", SmallTokenizers.SentencePiece(("a", -1))[..500]);
        Says<InvalidDataException>(folder, "tokenizer.model", "cut short");
        folder.Write("tokenizer.model", []);
        Says<InvalidDataException>(folder, "tokenizer.model");
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("tokenizer.model")]
    public void Any_damage_is_either_harmless_or_refused(string name) => Damage(name, times: 400);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("tokenizer.model")]
    public void Much_damage_is_either_harmless_or_refused(string name) => Damage(name, times: 5000);

    private static void Damage(string name, int times)
    {
        using var folder = name == "tokenizer.model" ? new TemporaryFolder() : SmallTokenizers.Changed(TextTokenizerTests.UseLlama3Words);
        var whole = name == "tokenizer.model" ? SmallTokenizers.SentencePiece(("▁", -1), ("a", -2), ("▁a", -3)) : File.ReadAllBytes(folder.File(name));
        var random = new Random(times);
        var opened = 0;
        for (var i = 0; i < times; i++)
        {
            var damaged = whole[..(i % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (var flips = random.Next(1, 4); flips > 0 && damaged.Length > 0; flips--) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            folder.Write(name, damaged);
            try
            {
                var tokenizer = TextTokenizer.Open(folder.Path);
                tokenizer.Decode(tokenizer.Encode("a <s> the é 😀 12"));
                opened++;
            }
            catch (InvalidDataException refused)
            {
                OneLine(refused);
            }
        }

        Assert.InRange(opened, 1, times - 1);
    }

    private static byte[] Written(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }

    private static void Says<T>(TemporaryFolder folder, params string[] words) where T : Exception
    {
        var error = Assert.Throws<T>(() => TextTokenizer.Open(folder.Path));
        OneLine(error);
        Assert.All(words, word => Assert.Contains(word, error.Message));
    }

    private static void OneLine(Exception error)
    {
        Assert.DoesNotContain('\n', error.Message);
        Assert.InRange(error.Message.Length, 10, 500);
    }
}
