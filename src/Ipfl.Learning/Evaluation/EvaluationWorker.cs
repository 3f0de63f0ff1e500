using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>What one worker thread needs to judge all models on batches of the test set.</summary>
internal sealed class EvaluationWorker : IDisposable
{
    private readonly ModelArchitecture _architecture;
    private readonly Tensor[][] _models;
    private readonly ImageBatch _batch;

    public EvaluationWorker(ModelArchitecture architecture, Tensor models, ImageSet test, PixelTable table, int batchSize)
    {
        _architecture = architecture;
        _batch = new ImageBatch(test, table, batchSize);
        using var scope = NewDisposeScope();
        var rows = models.detach();
        _models = new Tensor[rows.shape[0]][];
        for (var i = 0; i < _models.Length; i++)
        {
            _models[i] = architecture.Views(rows.select(0, i));
            foreach (var parameter in _models[i]) parameter.DetachFromDisposeScope();
        }
    }

    /// <summary>Adds the correct answers of some models on images <paramref name="start"/> … start + count − 1 to <paramref name="total"/>.</summary>
    public void Count(int start, int count, IReadOnlyList<int> models, long[,] total)
    {
        Span<int> indices = stackalloc int[count];
        for (var i = 0; i < indices.Length; i++) indices[i] = start + i;

        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var (inputs, labels) = _batch.Fill(indices, crops: null);
        foreach (var model in models)
        {
            using var inner = NewDisposeScope();
            var answers = _architecture.Forward(inputs, _models[model]).argmax(1);
            Add(answers.Longs(), labels.Longs(), model, total);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _models.SelectMany(parameters => parameters)) parameter.Dispose();
        _batch.Dispose();
    }

    private static void Add(ReadOnlySpan<long> answers, ReadOnlySpan<long> labels, int model, long[,] total)
    {
        for (var i = 0; i < answers.Length; i++)
            if (answers[i] == labels[i]) Interlocked.Increment(ref total[model, labels[i]]);
    }
}
