using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Counts correct answers on a device: each batch becomes inputs once for all models, and the counts stay there until all batches are done.
/// </summary>
internal sealed class DeviceEvaluator(ModelArchitecture architecture, ResidentSets sets) : IEvaluator
{
    private const int BatchSize = 1000;

    /// <inheritdoc/>
    public long[][,] CorrectPerClass(
        Tensor models, ImageSet test, PixelNormalisation normalisation, IReadOnlyList<TestPart> parts, CancellationToken cancellation = default)
    {
        EvaluationChecks.Check(architecture, models, test, parts);
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        using var inputs = new InputsOnDevice(sets, test, normalisation);
        var resident = sets.OnDevice(models);
        Tensor[][] parameters = [.. Enumerable.Range(0, (int)models.shape[0]).Select(row => architecture.Views(resident.select(0, row)))];
        var counts = zeros(parts.Count, models.shape[0], test.Classes, dtype: ScalarType.Int64, device: sets.Device);
        foreach (var (part, row) in parts.Select((part, row) => (part, row)))
        {
            if (part.Models.Count == 0) continue;
            for (var done = 0; done < part.Count; done += BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                Count(part, done, inputs, parameters, counts[row]);
            }
        }

        return Read(counts);
    }

    private void Count(TestPart part, int done, InputsOnDevice images, Tensor[][] parameters, Tensor counts)
    {
        using var scope = NewDisposeScope();
        var (inputs, labels) = images.Of(ScalarArithmetic.Range(part.Start + done, part.Start + Math.Min(done + BatchSize, part.Count), sets.Device));
        foreach (var model in part.Models)
        {
            using var inner = NewDisposeScope();
            var right = architecture.Forward(inputs, parameters[model]).argmax(1).eq(labels);
            counts[model].scatter_add_(0, labels, right.to(ScalarType.Int64));
        }
    }

    private static long[][,] Read(Tensor counts)
    {
        var (parts, models, classes) = (counts.shape[0], counts.shape[1], counts.shape[2]);
        var numbers = counts.cpu().Longs();
        var read = new long[parts][,];
        for (var part = 0; part < parts; part++)
        {
            read[part] = new long[models, classes];
            for (var i = 0; i < models * classes; i++) read[part][i / classes, i % classes] = numbers[(int)(part * models * classes) + i];
        }

        return read;
    }
}
