using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Texts side by side, the shorter ones filled up at their end: a token sees only those before it, so what fills up is seen by none that
/// counts. The answers' tokens are what is predicted, each from the place before it.
/// </summary>
internal sealed class TokenBatch : IDisposable
{
    private TokenBatch(Tensor tokens, Tensor places, Tensor targets) => (Tokens, Places, Targets) = (tokens, places, targets);

    /// <summary>Int64 [texts, tokens of the longest].</summary>
    public Tensor Tokens { get; }

    /// <summary>Int64 [n]: the places, in the flattened batch, from which something is predicted; text by text.</summary>
    public Tensor Places { get; }

    /// <summary>Int64 [n]: what follows each place.</summary>
    public Tensor Targets { get; }

    /// <summary>Puts texts together.</summary>
    public static TokenBatch Of(IReadOnlyList<TokenisedRecord> records, Device device)
    {
        var longest = records.Max(record => record.Tokens.Length);
        var tokens = new long[records.Count, longest];
        var (places, targets) = (new List<long>(), new List<long>());
        for (var row = 0; row < records.Count; row++)
        {
            var record = records[row];
            for (var i = 0; i < record.Tokens.Length; i++) tokens[row, i] = record.Tokens[i];
            for (var i = record.AnswerStart; i < record.Tokens.Length; i++)
            {
                places.Add((long)row * longest + i - 1);
                targets.Add(record.Tokens[i]);
            }
        }

        using var scope = NewDisposeScope();
        return new(On(tensor(tokens)), On(tensor(places)), On(tensor(targets)));

        Tensor On(Tensor made) => made.to(device).DetachFromDisposeScope();
    }

    /// <summary>The rows of a layer's output [texts, tokens, width] from which something is predicted: [n, width].</summary>
    public Tensor Predicting(Tensor hidden) => hidden.flatten(0, 1).index_select(0, Places);

    /// <inheritdoc/>
    public void Dispose()
    {
        Tokens.Dispose();
        Places.Dispose();
        Targets.Dispose();
    }
}
