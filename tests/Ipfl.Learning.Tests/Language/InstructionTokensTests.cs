namespace Ipfl.Learning.Tests.Language;

/// <summary>Records as tokens of a SentencePiece model, whose texts begin with a space of their own and whose sequences with a token.</summary>
public sealed class InstructionTokensTests : IDisposable
{
    private const int Begin = 1, End = 2, FirstPiece = 259;
    private static readonly (string Text, float Score)[] Pieces = [("▁", -9), ("a", -9), (":", -9), ("up", -1), ("▁up", -0.5f)];
    private static readonly LlamaConfig Model = new()
    {
        HiddenSize = 16,
        IntermediateSize = 24,
        Layers = 1,
        Heads = 2,
        KeyValueHeads = 1,
        HeadSize = 8,
        VocabularySize = FirstPiece + Pieces.Length,
        MaximumPositions = 4096,
    };
    private readonly TemporaryFolder _folder = new();

    public InstructionTokensTests() => File.WriteAllBytes(_folder.File("tokenizer.model"), SmallTokenizers.SentencePiece(Pieces));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_answer_goes_on_with_the_prompts_text()
    {
        // Vicuna's answer begins with a space, which is the word's own; Alpaca's stands on a line of its own.
        Assert.Equal([FirstPiece + 4, End], Answer(Of("vicuna", 512)));
        Assert.Equal([FirstPiece + 3, End], Answer(Of("alpaca", 512)));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(2)]
    public void What_is_cut_keeps_the_token_that_begins_it_and_the_answer(int longest)
    {
        var whole = Of("vicuna", 4096);
        var cut = Of("vicuna", longest);
        Assert.Equal(longest, cut.Tokens.Length);
        Assert.Equal(Begin, cut.Tokens[0]);
        var answer = Math.Min(2, longest - 1);
        Assert.Equal(whole.Tokens[whole.AnswerStart..][..answer], Answer(cut));
        Assert.Equal(whole.Tokens[..whole.AnswerStart][^(longest - answer - 1)..], cut.Tokens[1..cut.AnswerStart]);
    }

    [Fact]
    public void How_many_were_cut_and_to_what_is_told()
    {
        var tokens = new InstructionTokens(_folder.Path, Model with { MaximumPositions = 30 }, "vicuna", 512);
        tokens.Of(new("a", "", "up"));
        Assert.Equal((1, 30), (tokens.Cut, tokens.Longest));
    }

    private TokenisedRecord Of(string template, int longest) => new InstructionTokens(_folder.Path, Model, template, longest).Of(new("a", "", "up"));

    private static int[] Answer(TokenisedRecord record) => record.Tokens[record.AnswerStart..];
}
