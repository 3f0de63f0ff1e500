namespace Ipfl.Learning;

/// <summary>A prompt and its answer as tokens.</summary>
/// <param name="Tokens">Both, one after the other.</param>
/// <param name="AnswerStart">Index of the answer's first token: at least 1, as a token is predicted from those before, and below the count.</param>
public sealed record TokenisedRecord(int[] Tokens, int AnswerStart)
{
    /// <summary>How many tokens are learned and judged.</summary>
    public int AnswerLength => Tokens.Length - AnswerStart;
}
