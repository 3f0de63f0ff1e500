using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Byte-level tokenizers in the layouts of others, and what lies beside them.</summary>
public sealed class TextTokenizerTests
{
    [Fact]
    public void Llama_3_splits_by_its_own_pattern()
    {
        using var folder = SmallTokenizers.Changed(root => UseLlama3Words(root));
        var tokenizer = TextTokenizer.Open(folder.Path);
        var other = BpeTrainingTests.Other(folder, new Regex(SmallTokenizers.Llama3Words));
        Gen.Int.Sample(seed =>
        {
            var text = SmallTokenizers.RandomText(new Random(seed));
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
            var plain = string.Concat(text.Where(c => !char.IsSurrogate(c)));
            Assert.Equal(other.EncodeToIds(plain), tokenizer.Encode(plain));
        });
    }

    [Theory]
    [InlineData("😀a b", "😀a| b")]
    [InlineData("𝐀𝐁 1𝟚𝟛45", "𝐀𝐁| |1𝟚𝟛|45")]
    [InlineData("a  b\n\nc", "a| | b|\n\n|c")]
    public void A_character_beyond_16_bits_is_one_character_to_the_pattern(string text, string words)
    {
        var found = new List<string>();
        new WordSplitter(new Regex(SmallTokenizers.Llama3Words)).Split(text, word => found.Add(word.ToString()));
        Assert.Equal(words, string.Join('|', found));
    }

    [Fact]
    public void Splits_follow_each_other_and_keep_what_lies_between()
    {
        using var folder = SmallTokenizers.Changed(root => root["pre_tokenizer"] = JsonNode.Parse("""
            {"type": "Sequence", "pretokenizers": [
              {"type": "Digits", "individual_digits": true},
              {"type": "Split", "pattern": {"String": "t"}, "behavior": "Isolated", "invert": false},
              {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}]}
            """));
        var tokenizer = TextTokenizer.Open(folder.Path);
        Assert.Equal([3 + 't', 259, 3 + '1', 3 + '2'], tokenizer.Encode("the12"));
        Assert.Equal("the12 then", tokenizer.Decode(tokenizer.Encode("the12 then")));
    }

    [Fact]
    public void Merges_may_be_pairs_and_whole_words_may_go_before_them()
    {
        using var plain = SmallTokenizers.Trained();
        using var pairs = SmallTokenizers.Changed(root => root["model"]!["merges"] = new JsonArray(
            [.. root["model"]!["merges"]!.AsArray().Select(merge => new JsonArray([.. merge!.GetValue<string>().Split(' ').Select(half => JsonValue.Create(half))]))]));
        Assert.Equal(TextTokenizer.Open(plain.Path).Encode("then the cat"), TextTokenizer.Open(pairs.Path).Encode("then the cat"));
        using var whole = SmallTokenizers.Changed(root =>
        {
            root["model"]!["ignore_merges"] = true;
            root["model"]!["vocab"]!["qz"] = root["model"]!["vocab"]!.AsObject().Count;
        });
        var tokenizer = TextTokenizer.Open(whole.Path);
        Assert.Equal([tokenizer.Count - 1], tokenizer.Encode("qz"));
        Assert.Equal(3, tokenizer.Encode("qzq").Length);
    }

    [Fact]
    public void Special_tokens_are_text_unless_asked_for_and_others_are_always_read()
    {
        using var folder = SmallTokenizers.Changed(root =>
        {
            var count = root["model"]!["vocab"]!.AsObject().Count;
            root["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = count, ["content"] = "<tool>", ["special"] = false });
            root["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = count + 1, ["content"] = "<tool>x", ["special"] = true });
        });
        var tokenizer = TextTokenizer.Open(folder.Path);
        var tool = tokenizer.Count - 2;
        Assert.Equal([1, 3 + 'q', 2], tokenizer.Encode("<s>q</s>", special: true));
        Assert.DoesNotContain(1, tokenizer.Encode("<s>q</s>"));
        Assert.Equal([tool, 3 + 'x'], tokenizer.Encode("<tool>x"));
        Assert.Equal([tool + 1], tokenizer.Encode("<tool>x", special: true));
        Assert.Equal("<tool>q", tokenizer.Decode([1, tool, 3 + 'q', tool + 1, 2]));
    }

    [Fact]
    public void Settings_come_from_the_files_beside()
    {
        using var folder = SmallTokenizers.Trained();
        folder.Write("tokenizer_config.json", """
            {"bos_token": null, "eos_token": {"content": "</s>", "special": true}, "chat_template": [{"name": "tool", "template": "x"}, {"name": "default", "template": "y"}]}
            """);
        folder.Write("generation_config.json", """{"eos_token_id": [260, 2], "bos_token_id": 1, "pad_token_id": null}""");
        var tokenizer = TextTokenizer.Open(folder.Path);
        Assert.Equal([2, 260], tokenizer.EndIds);
        Assert.Equal((1, null, "y", true), (tokenizer.BeginId, tokenizer.PadId, tokenizer.ChatTemplate, tokenizer.AddsBegin));
        folder.Write("chat_template.jinja", "{{ z }}");
        folder.Write("tokenizer_config.json", """{"chat_template": "x", "add_bos_token": false}""");
        tokenizer = TextTokenizer.Open(folder.Path);
        Assert.Equal(("{{ z }}", false), (tokenizer.ChatTemplate, tokenizer.AddsBegin));
        Assert.Equal([260, 2], tokenizer.EndIds);
    }

    [Fact]
    public void A_long_word_takes_no_long_time()
    {
        using var folder = SmallTokenizers.Trained(300, "aaaaaaaa");
        var tokenizer = TextTokenizer.Open(folder.Path);
        var text = new string('a', 500_000);
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void Threads_may_share_a_tokenizer()
    {
        using var folder = SmallTokenizers.Trained();
        var tokenizer = TextTokenizer.Open(folder.Path);
        var alone = Enumerable.Range(0, 200).Select(seed => tokenizer.Encode(SmallTokenizers.RandomText(new Random(seed)))).ToArray();
        Parallel.For(0, 200, seed => Assert.Equal(alone[seed], tokenizer.Encode(SmallTokenizers.RandomText(new Random(seed)))));
    }

    internal static void UseLlama3Words(JsonNode root) => root["pre_tokenizer"] = new JsonObject
    {
        ["type"] = "Sequence",
        ["pretokenizers"] = new JsonArray(
            new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = SmallTokenizers.Llama3Words }, ["behavior"] = "Isolated", ["invert"] = false },
            new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = false }),
    };
}
