using System.Text;
using CsCheck;
using Microsoft.ML.Tokenizers;

namespace Ipfl.Learning.Tests.Language;

/// <summary>Training a byte-level BPE.</summary>
public sealed class BpeTrainingTests
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 40).Select(seed => SmallTokenizers.RandomText(new Random(seed)))];

    [Fact]
    public void Every_text_comes_back_whole()
    {
        using var folder = SmallTokenizers.Trained(400, Texts);
        var tokenizer = TextTokenizer.Open(folder.Path);
        Gen.Int.Sample(seed =>
        {
            var text = SmallTokenizers.RandomText(new Random(seed));
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        });
        Assert.Equal("a\uFFFDb", tokenizer.Decode(tokenizer.Encode("a\ud800b")));
    }

    [Fact]
    public void The_merges_are_those_of_plain_counting()
    {
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var random = new Random(seed);
                string[] texts = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => SmallTokenizers.RandomText(random) + new string([.. Enumerable.Range(0, 30).Select(_ => "ab "[random.Next(3)])]))];
                using var folder = SmallTokenizers.Trained(290, texts);
                Assert.Equal(SlowMerges(texts, 290 - 259), Merges(folder));
            },
            iter: 60);
    }

    [Fact]
    public void Ids_are_the_marks_then_the_bytes_then_the_merges()
    {
        using var folder = SmallTokenizers.Trained();
        var tokenizer = TextTokenizer.Open(folder.Path);
        Assert.Equal((0, 1), (tokenizer.PadId!.Value, tokenizer.BeginId!.Value));
        Assert.Equal([2], tokenizer.EndIds);
        Assert.True(tokenizer.AddsBegin);
        Assert.Null(tokenizer.ChatTemplate);
        Assert.Equal([3 + 'q'], tokenizer.Encode("q"));
        Assert.Equal("he", tokenizer.Decode([259]));
        Assert.Equal(["tokenizer.json", "tokenizer_config.json"], folder.Names());
    }

    [Fact]
    public void Training_ends_where_no_pair_occurs_twice()
    {
        using var folder = SmallTokenizers.Trained(4096, "abab cd");
        var tokenizer = TextTokenizer.Open(folder.Path);
        Assert.Equal(260, tokenizer.Count);
        Assert.Equal([259, 259], tokenizer.Encode("abab"));
        using var none = SmallTokenizers.Trained(4096, "");
        Assert.Equal(259, TextTokenizer.Open(none.Path).Count);
    }

    [Fact]
    public void The_order_of_the_texts_does_not_matter()
    {
        using var one = SmallTokenizers.Trained(350, Texts);
        using var other = SmallTokenizers.Trained(350, [.. Texts.Reverse()]);
        Assert.Equal(File.ReadAllBytes(one.File("tokenizer.json")), File.ReadAllBytes(other.File("tokenizer.json")));
    }

    [Fact]
    public void A_vocabulary_smaller_than_the_bytes_is_refused_and_a_cancelled_training_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<ArgumentOutOfRangeException>(() => BpeTraining.Train(["a"], 258, folder.Path, TestContext.Current.CancellationToken));
        Assert.Throws<OperationCanceledException>(() => BpeTraining.Train(["a"], 300, folder.Path, new CancellationToken(canceled: true)));
        Assert.True(folder.IsEmpty);
    }

    [Fact]
    public void The_ids_are_those_of_another_implementation()
    {
        using var folder = SmallTokenizers.Trained(500, Texts);
        var tokenizer = TextTokenizer.Open(folder.Path);
        var other = Other(folder, WordSplitter.Gpt2Words());
        Gen.Int.Sample(seed =>
        {
            // The other one splits by halves of surrogate pairs, so it is asked about text without them.
            var text = string.Concat(SmallTokenizers.RandomText(new Random(seed)).Where(c => !char.IsSurrogate(c)));
            Assert.Equal(other.EncodeToIds(text), tokenizer.Encode(text));
        });
    }

    internal static BpeTokenizer Other(TemporaryFolder folder, System.Text.RegularExpressions.Regex words)
    {
        var model = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(folder.File("tokenizer.json")))!["model"]!;
        var vocabulary = model["vocab"]!.AsObject().ToDictionary(token => token.Key, token => token.Value!.GetValue<int>());
        return BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = [.. model["merges"]!.AsArray().Select(merge => merge!.GetValue<string>())],
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(words, null),
        });
    }

    private static string[] Merges(TemporaryFolder folder) =>
        [.. System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(folder.File("tokenizer.json")))!["model"]!["merges"]!.AsArray().Select(merge => merge!.GetValue<string>())];

    private static string[] SlowMerges(string[] texts, int most)
    {
        var words = texts.SelectMany(text => Words(text)).Select(word => Encoding.UTF8.GetBytes(word).Select(value => $"{ByteSymbols.Of(value)}").ToList()).ToArray();
        List<string> ids = [.. Enumerable.Range(0, 256).Select(value => $"{ByteSymbols.Of((byte)value)}")];
        var merges = new List<string>();
        while (ids.Count < 256 + most)
        {
            var best = words.SelectMany(word => word.Zip(word.Skip(1))).GroupBy(pair => pair).Where(group => group.Count() >= 2)
                .OrderByDescending(group => group.Count()).ThenBy(group => ids.IndexOf(group.Key.First)).ThenBy(group => ids.IndexOf(group.Key.Second)).FirstOrDefault();
            if (best is null) break;
            var (left, right) = best.Key;
            merges.Add($"{left} {right}");
            if (!ids.Contains(left + right)) ids.Add(left + right);
            foreach (var word in words)
                for (var i = 0; i + 1 < word.Count; i++)
                    if (word[i] == left && word[i + 1] == right) (word[i], _) = (left + right, Remove(word, i + 1));
        }

        return [.. merges];

        static bool Remove(List<string> word, int at)
        {
            word.RemoveAt(at);
            return true;
        }
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        WordSplitter.Gpt2.Split(text, word => words.Add(word.ToString()));
        Assert.Equal(text, string.Concat(words));
        return words;
    }
}
