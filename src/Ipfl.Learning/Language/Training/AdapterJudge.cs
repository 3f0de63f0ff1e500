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
        var (loss, tokens, matches) = (0.0, 0L, 0);

        foreach (var chunk in Chunks(records, _architecture.Model.Config.VocabularySize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            using var batch = TokenBatch.Of(chunk, device);
            var logits = _architecture.Model.Logits(batch.Predicting(_architecture.Model.Hidden(batch.Tokens, _architecture.On(parameters, dropout: null))));
            loss += nn.functional.cross_entropy(logits, batch.Targets, reduction: nn.Reduction.Sum).item<float>();
            var right = logits.argmax(1).eq(batch.Targets).cpu();
            matches += Matches(chunk, right);
            tokens += chunk.Sum(record => record.AnswerLength);
        }

        return new(loss / tokens, (double)matches / records.Count);
    }

    /// <summary>Texts of like length side by side: less to fill up. The order is by length alone, so that sums do not depend on threads.</summary>
    private static IEnumerable<TokenisedRecord[]> Chunks(IReadOnlyList<TokenisedRecord> records, int vocabulary)
    {
        var chunk = new List<TokenisedRecord>();
        foreach (var record in records.OrderBy(record => record.Tokens.Length))
        {
            if (chunk.Count > 0 && chunk.Count >= MemoryFootprint.JudgedAtATime(vocabulary, record.Tokens.Length))
            {
                yield return [.. chunk];
                chunk.Clear();
            }

            chunk.Add(record);
        }

        if (chunk.Count > 0) yield return [.. chunk];
    }

    private static int Matches(TokenisedRecord[] records, Tensor right)
    {
        var flags = right.bytes;
        var (next, matches) = (0, 0);
        foreach (var record in records)
        {
            if (!flags.Slice(next, record.AnswerLength).Contains((byte)0)) matches++;
            next += record.AnswerLength;
        }

        return matches;
    }
}
