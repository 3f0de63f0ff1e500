using System.Text;
using System.Text.Json;
using CsCheck;

namespace Ipfl.Learning.Tests.Language;

/// <summary>SentencePiece's BPE, as Llama 2 has it.</summary>
public sealed class SentencePieceTests
{
    [Fact]
    public void Llama_2_texts_have_the_known_ids()
    {
        var tokenizer = Llama();
        using var cases = JsonDocument.Parse(File.ReadAllText(SharedFolder.Golden("llama-tiny/tokenizer_cases.json")));
        foreach (var known in cases.RootElement.EnumerateArray())
        {
            var text = known.GetProperty("text").GetString()!;
            var ids = tokenizer.Encode(text);
            Assert.Equal(known.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), ids);
            Assert.Equal(text, tokenizer.Decode(ids));
        }

        Assert.Equal((32_000, 1), (tokenizer.Count, tokenizer.BeginId!.Value));
        Assert.Equal([2], tokenizer.EndIds);
        Assert.Null(tokenizer.PadId);
        Assert.True(tokenizer.AddsBegin);
    }

    [Fact]
    public void Any_text_comes_back_but_for_the_mark_of_a_space()
    {
        var tokenizer = Llama();
        Gen.Int.Sample(seed =>
        {
            var text = SmallTokenizers.RandomText(new Random(seed));
            Assert.Equal(text.Replace('▁', ' '), tokenizer.Decode(tokenizer.Encode(text)));
        });
    }

    [Fact]
    public void Ids_are_those_of_merging_the_best_pair_by_hand()
    {
        (string Text, float Score)[] pieces = [("▁", -9), ("a", -9), ("b", -9), ("aa", -1), ("ab", -2), ("aaa", -1), ("▁a", -3), ("bb", -1), ("😀b", -2)];
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", SmallTokenizers.SentencePiece(pieces));
        var tokenizer = TextTokenizer.Open(folder.Path);
        Gen.Int[0, 4].Select(i => new[] { "a", "b", " ", "😀", "é" }[i]).Array[0, 12].Select(parts => string.Concat(parts))
            .Sample(text => Assert.Equal(Slow(pieces, text), tokenizer.Encode(text)));
        Assert.Equal([259, 264], tokenizer.Encode("aaa"));
    }

    [Fact]
    public void A_text_that_goes_on_gets_no_space_of_its_own()
    {
        var tokenizer = Llama();
        Assert.Equal([15043], tokenizer.Encode("Hello"));
        Assert.Equal([15043], tokenizer.Encode(" Hello", continues: true));
        Gen.Int.Sample(seed =>
        {
            var text = SmallTokenizers.RandomText(new Random(seed));
            if (text.Length > 0) Assert.Equal(tokenizer.Encode(text), tokenizer.Encode($" {text}", continues: true));
        });
    }

    [Fact]
    public void Special_tokens_are_read_only_where_asked_for_and_not_written()
    {
        var tokenizer = Llama();
        Assert.Equal([1, 15043, 2], tokenizer.Encode("<s>Hello</s>", special: true));
        Assert.Equal([529, 29879, 29958], tokenizer.Encode("<s>"));
        Assert.Equal("Hello", tokenizer.Decode([1, 15043, 2]));
        Assert.Equal("<s>", tokenizer.Decode(tokenizer.Encode("<s>")));
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        var tokenizer = Llama();
        Assert.Equal("\uFFFDa", tokenizer.Decode([3 + 0xF0, 29874]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([32_000]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([-1]));
    }

    [Fact]
    public void A_long_run_of_one_character_takes_no_long_time()
    {
        var tokenizer = Llama();
        var text = new string('a', 300_000);
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void Further_tokens_come_from_the_files_beside()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", SmallTokenizers.SentencePiece(("▁", -1), ("a", -2)));
        folder.Write("added_tokens.json", """{"<pad>": 261}""");
        folder.Write("tokenizer.json", """{"model": {"type": "BPE", "byte_fallback": true}, "added_tokens": [{"id": 262, "content": "[A]", "special": true}]}""");
        folder.Write("tokenizer_config.json", """{"pad_token": {"content": "<pad>"}, "added_tokens_decoder": {"263": {"content": "[B]", "special": false}}, "add_bos_token": false}""");
        folder.Write("config.json", """{"eos_token_id": [2, 262]}""");
        var tokenizer = TextTokenizer.Open(folder.Path);
        Assert.Equal((264, 261, false), (tokenizer.Count, tokenizer.PadId!.Value, tokenizer.AddsBegin));
        Assert.Equal([2, 262], tokenizer.EndIds);
        Assert.Equal([262, 259, 260, 263], tokenizer.Encode("[A]a[B]", special: true));
        Assert.Equal("a[B]", tokenizer.Decode([262, 259, 260, 263]));
    }

    internal static TextTokenizer Llama() => TextTokenizer.Open(SharedFolder.Data("llama"));

    private static int[] Slow((string Text, float Score)[] pieces, string text)
    {
        if (text.Length == 0) return [];
        var symbols = ("▁" + text.Replace(' ', '▁')).EnumerateRunes().Select(rune => rune.ToString()).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, symbols.Count - 1).Select(i => (i, piece: Array.FindIndex(pieces, piece => piece.Text == symbols[i] + symbols[i + 1])))
                .Where(pair => pair.piece >= 0).OrderByDescending(pair => pieces[pair.piece].Score).ThenBy(pair => pair.i).Select(pair => pair.i).DefaultIfEmpty(-1).First();
            if (best < 0) break;
            symbols[best] += symbols[best + 1];
            symbols.RemoveAt(best + 1);
        }

        return [.. symbols.SelectMany(symbol => Array.FindIndex(pieces, piece => piece.Text == symbol) is >= 0 and var id ? [259 + id]
            : Encoding.UTF8.GetBytes(symbol).Select(value => 3 + value))];
    }
}
