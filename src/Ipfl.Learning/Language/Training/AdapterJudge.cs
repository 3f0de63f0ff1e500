using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>How a model does on records.</summary>
/// <param name="Loss">Mean cross-entropy over the answers' tokens.</param>
/// <param name="ExactMatch">The share of records whose greedy answer is theirs, token for token, its end included.</param>
public readonly record struct AnswerScore(double Loss, double ExactMatch);

/// <summary>
/// Judges adapters on records. The greedy answer is the recorded one exactly if, after the prompt and any beginning of that answer, the likeliest
/// token is its next one; so one pass over prompt and answer gives loss and match, and nothing has to be generated.
/// </summary>
public sealed class AdapterJudge
{
    private readonly AdapterArchitecture _architecture;
    private readonly int _threads;

    /// <summary>A judge for one adapter architecture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    public AdapterJudge(AdapterArchitecture architecture, int threads)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _architecture = architecture;
        _threads = architecture.Model.Device.type == TorchSharp.DeviceType.CPU ? threads : 1;
    }

    /// <summary>Judges adapters, each on records of its own.</summary>
    /// <param name="asked">θ, float32 [d], and the records, at least one.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    public AnswerScore[] Score(IReadOnlyList<(Tensor Adapter, IReadOnlyList<TokenisedRecord> Records)> asked, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var scores = new AnswerScore[asked.Count];
        WorkerThreads.Run(_threads, asked.Count, () => true, (_, item) => scores[item] = Score(asked[item].Adapter, asked[item].Records, cancellation));
        return scores;
    }

    private AnswerScore Score(Tensor adapter, IReadOnlyList<TokenisedRecord> records, CancellationToken cancellation)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var device = _architecture.Model.Device;
        var parameters = _architecture.Views(adapter.detach().to(device));
        var (loss, tokens, matches) = (0.0, 0L, new bool[records.Count]);

        foreach (var chunk in Chunks([.. Enumerable.Range(0, records.Count)], record => records[record], _architecture.Model.Config.VocabularySize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            using var batch = TokenBatch.Of([.. chunk.Select(record => records[record])], device);
            var logits = _architecture.Model.Logits(batch.Predicting(_architecture.Model.Hidden(batch.Tokens, _architecture.On(parameters, dropout: null))));
            loss += nn.functional.cross_entropy(logits, batch.Targets, reduction: nn.Reduction.Sum).item<float>();
            var right = logits.argmax(1).eq(batch.Targets).cpu();
            Match(right, chunk, record => records[record], matches);
            tokens += chunk.Sum(record => records[record].AnswerLength);
        }

        return new(loss / tokens, (double)matches.Count(match => match) / records.Count);
    }

    /// <summary>Texts of like length side by side: less to fill up. The order is by length alone, so that sums do not depend on threads.</summary>
    internal static IEnumerable<T[]> Chunks<T>(IReadOnlyList<T> items, Func<T, TokenisedRecord> recordOf, int vocabulary)
    {
        var chunk = new List<T>();
        foreach (var item in items.OrderBy(item => recordOf(item).Tokens.Length))
        {
            if (chunk.Count > 0 && chunk.Count >= MemoryFootprint.JudgedAtATime(vocabulary, recordOf(item).Tokens.Length))
            {
                yield return [.. chunk];
                chunk.Clear();
            }

            chunk.Add(item);
        }

        if (chunk.Count > 0) yield return [.. chunk];
    }

    /// <summary>Notes for each record of a chunk whether all tokens of its answer are right.</summary>
    internal static void Match(Tensor right, int[] chunk, Func<int, TokenisedRecord> recordOf, bool[] matches)
    {
        var flags = right.bytes;
        var next = 0;
        foreach (var item in chunk)
        {
            var length = recordOf(item).AnswerLength;
            matches[item] = !flags.Slice(next, length).Contains((byte)0);
            next += length;
        }
    }
}
