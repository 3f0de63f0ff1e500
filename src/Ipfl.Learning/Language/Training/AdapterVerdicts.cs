using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Adapters that are judged on the same records.</summary>
/// <param name="Records">The records, at least one.</param>
/// <param name="Models">The adapters and their mixtures.</param>
public sealed record AdapterRequest(IReadOnlyList<TokenisedRecord> Records, IReadOnlyList<ModelMixture> Models)
{
    /// <summary>How much each record counts beside its answer's length; null where all count alike.</summary>
    public IReadOnlyList<double>? Weights { get; init; }
}

/// <summary>
/// Judges adapters record by record. A record's loss is the mean over its answer's tokens and counts by their number, so that means are those of
/// <see cref="AdapterJudge"/>. Logits of a whole vocabulary are too many to be kept: losses are taken at seven scales while they are at hand.
/// </summary>
public sealed class AdapterVerdicts
{
    private static readonly double[] Scales = [0.25, Math.Sqrt(0.125), 0.5, Math.Sqrt(0.5), 1, Math.Sqrt(2), 2];

    private readonly AdapterArchitecture _architecture;
    private readonly int _threads;

    /// <summary>A judge for one adapter architecture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    public AdapterVerdicts(AdapterArchitecture architecture, int threads)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _architecture = architecture;
        _threads = architecture.Model.Device.type == TorchSharp.DeviceType.CPU ? threads : 1;
    }

    /// <summary>Judges adapters, each request's on its own records.</summary>
    /// <param name="asked">What is judged on what.</param>
    /// <param name="cancellation">Stops between batches with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A verdict on each adapter, in the shape of the requests.</returns>
    public ModelVerdict[][] Judge(IReadOnlyList<AdapterRequest> asked, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(asked);
        (int Request, int Model)[] items = [.. asked.SelectMany((request, r) => request.Models.Select((_, model) => (r, model)))];
        ModelVerdict[][] verdicts = [.. asked.Select(request => new ModelVerdict[request.Models.Count])];
        WorkerThreads.Run(_threads, items.Length, () => true, (_, item) =>
        {
            var (request, model) = items[item];
            verdicts[request][model] = Judge(asked[request], asked[request].Models[model], cancellation);
        });
        return verdicts;
    }

    private ModelVerdict Judge(AdapterRequest request, ModelMixture mixture, CancellationToken cancellation)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var (device, records) = (_architecture.Model.Device, request.Records);
        var parameters = _architecture.Views(Mixed(mixture).to(device));
        double[][] losses = [.. Scales.Select(_ => new double[records.Count])];
        var correct = new bool[records.Count];
        foreach (var chunk in AdapterJudge.Chunks([.. Enumerable.Range(0, records.Count)], record => records[record], _architecture.Model.Config.VocabularySize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            using var batch = TokenBatch.Of([.. chunk.Select(record => records[record])], device);
            var logits = _architecture.Model.Logits(batch.Predicting(_architecture.Model.Hidden(batch.Tokens, _architecture.On(parameters, dropout: null))));
            for (var k = 0; k < Scales.Length; k++) Add(LossesAt(logits, batch.Targets, Scales[k]), records, chunk, losses[k]);
            AdapterJudge.Match(logits.argmax(1).eq(batch.Targets).cpu(), chunk, record => records[record], correct);
        }

        double[] weights = [.. records.Select((record, i) => record.AnswerLength * (request.Weights?[i] ?? 1))];
        return ModelVerdict.OfScales(Scales, losses, correct, weights);
    }

    private static Tensor Mixed(ModelMixture mixture)
    {
        var model = mixture.Model.detach();
        return mixture.Other is { } other ? model.Times(1 - mixture.Share).Plus(other.detach().Times(mixture.Share)) : model;
    }

    private static Tensor LossesAt(Tensor logits, Tensor targets, double scale)
    {
        using var scope = NewDisposeScope();
        var losses = nn.functional.cross_entropy(logits.to(ScalarType.Float32).Times(scale), targets, reduction: nn.Reduction.None);
        return losses.cpu().MoveToOuterDisposeScope();
    }

    private static void Add(Tensor losses, IReadOnlyList<TokenisedRecord> records, int[] chunk, double[] means)
    {
        var numbers = losses.Floats();
        var next = 0;
        foreach (var record in chunk)
        {
            var length = records[record].AnswerLength;
            var sum = 0.0;
            foreach (var loss in numbers.Slice(next, length)) sum += loss;
            means[record] = sum / length;
            next += length;
        }
    }
}
