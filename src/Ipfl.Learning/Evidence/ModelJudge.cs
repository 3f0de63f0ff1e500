using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Judges models on the processor. Workers take requests: a batch becomes numbers once for all models of a request.</summary>
public sealed class ModelJudge : IModelJudge
{
    private const int BatchSize = 250;
    private readonly ModelArchitecture _architecture;
    private readonly int _threads;

    /// <summary>A judge for one architecture with so many worker threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread.</exception>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public ModelJudge(ModelArchitecture architecture, int threads)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        TorchRuntime.EnsureLoaded();
        (_architecture, _threads) = (architecture, threads);
    }

    /// <inheritdoc/>
    public ModelVerdict[][] Judge(IReadOnlyList<JudgeRequest> asked, ImageSet data, PixelNormalisation normalisation, CancellationToken cancellation = default)
    {
        JudgeChecks.Check(asked, data, _architecture.Size);
        var table = new PixelTable(normalisation, data.Shape.Channels);
        var verdicts = new ModelVerdict[asked.Count][];
        WorkerThreads.Run(_threads, asked.Count, () => new Worker(_architecture, data, table), (worker, item) => verdicts[item] = worker.Judge(asked[item], cancellation));
        return verdicts;
    }

    private sealed class Worker : IDisposable
    {
        private readonly ModelArchitecture _architecture;
        private readonly ImageSet _data;
        private readonly ImageBatch _batch;
        private readonly Tensor _model;
        private readonly Tensor[] _parameters;

        public Worker(ModelArchitecture architecture, ImageSet data, PixelTable table)
        {
            (_architecture, _data, _batch) = (architecture, data, new ImageBatch(data, table, BatchSize));
            using var scope = NewDisposeScope();
            _model = empty(architecture.Size).DetachFromDisposeScope();
            _parameters = architecture.Views(_model);
            foreach (var parameter in _parameters) parameter.DetachFromDisposeScope();
        }

        public ModelVerdict[] Judge(JudgeRequest request, CancellationToken cancellation)
        {
            using var untracked = no_grad();
            int[] samples = [.. request.Samples];
            var logits = new float[request.Models.Count][];
            for (var start = 0; start < samples.Length; start += BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                var batch = samples.AsSpan(start, Math.Min(BatchSize, samples.Length - start));
                var (inputs, _) = _batch.Fill(batch, crops: null);
                for (var k = 0; k < logits.Length; k++)
                {
                    using var scope = NewDisposeScope();
                    Mix(request.Models[k], _model.Floats());
                    var answers = _architecture.Forward(inputs, _parameters).contiguous();
                    var classes = (int)answers.shape[1];
                    logits[k] ??= new float[samples.Length * classes];
                    answers.Floats().CopyTo(logits[k].AsSpan(start * classes));
                }
            }

            var labels = JudgeChecks.LabelsOf(_data, samples);
            return [.. logits.Select(own => ModelVerdict.OfLogits(own, labels, request.Weights))];
        }

        public void Dispose()
        {
            foreach (var parameter in _parameters) parameter.Dispose();
            _model.Dispose();
            _batch.Dispose();
        }

        private static void Mix(ModelMixture mixture, Span<float> target)
        {
            using var own = mixture.Model.detach();
            var model = own.Floats();
            if (mixture.Other is null)
            {
                model.CopyTo(target);
                return;
            }

            using var second = mixture.Other.detach();
            var other = second.Floats();
            for (var k = 0; k < target.Length; k++) target[k] = (float)(((1 - mixture.Share) * model[k]) + (mixture.Share * other[k]));
        }
    }
}
