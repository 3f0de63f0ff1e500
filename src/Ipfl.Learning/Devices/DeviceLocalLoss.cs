using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Mean cross-entropy of models on participants' own training images, on a device, which is waited for once per participant.</summary>
internal sealed class DeviceLocalLoss(ModelArchitecture architecture, ResidentSets sets) : ILocalLoss
{
    private const int BatchSize = 1000;

    /// <inheritdoc/>
    public double[][] Mean(
        IReadOnlyList<IReadOnlyList<Tensor>> models, ImageSet data, PixelNormalisation normalisation, Partition partition, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentOutOfRangeException.ThrowIfNotEqual(models.Count, partition.Participants.Count);
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        using var inputs = new InputsOnDevice(sets, data, normalisation);
        return [.. models.Select((own, participant) => own.Count == 0 ? [] : Mean(own, partition.Participants[participant], inputs, cancellation))];
    }

    private double[] Mean(IReadOnlyList<Tensor> models, int[] samples, InputsOnDevice images, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        Tensor[][] parameters = [.. models.Select(model => architecture.Views(sets.OnDevice(model)))];
        var sums = zeros(models.Count, dtype: ScalarType.Float64, device: sets.Device);
        foreach (var chunk in samples.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var (inputs, labels) = images.Of(tensor(Array.ConvertAll(chunk, sample => (long)sample)).to(sets.Device));
            for (var model = 0; model < models.Count; model++)
            {
                using var inner = NewDisposeScope();
                var loss = nn.functional.cross_entropy(architecture.Forward(inputs, parameters[model]), labels, reduction: nn.Reduction.Sum);
                sums[model].AddInPlace(loss);
            }
        }

        var read = sums.cpu();
        return [.. models.Select((_, model) => read[model].item<double>() / samples.Length)];
    }
}
