using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>Judges models on a device, which is waited for once per model and batch, when its logits are read.</summary>
internal sealed class DeviceJudge(ModelArchitecture architecture, ResidentSets sets) : IModelJudge
{
    private const int BatchSize = 1000;

    /// <inheritdoc/>
    public ModelVerdict[][] Judge(IReadOnlyList<JudgeRequest> asked, ImageSet data, PixelNormalisation normalisation, CancellationToken cancellation = default)
    {
        JudgeChecks.Check(asked, data, architecture.Size);
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        using var inputs = new InputsOnDevice(sets, data, normalisation);
        return [.. asked.Select(request => Judge(request, data, inputs, cancellation))];
    }

    private ModelVerdict[] Judge(JudgeRequest request, ImageSet data, InputsOnDevice images, CancellationToken cancellation)
    {
        var logits = new List<float>[request.Models.Count];
        foreach (var chunk in request.Samples.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var (inputs, _) = images.Of(tensor(Array.ConvertAll(chunk, sample => (long)sample)).to(sets.Device));
            for (var k = 0; k < logits.Length; k++)
            {
                using var inner = NewDisposeScope();
                var answers = architecture.Forward(inputs, architecture.Views(Mixed(request.Models[k]))).cpu().contiguous();
                (logits[k] ??= []).AddRange(answers.Floats());
            }
        }

        var labels = JudgeChecks.LabelsOf(data, request.Samples);
        return [.. logits.Select(own => ModelVerdict.OfLogits(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(own), labels, request.Weights))];
    }

    private Tensor Mixed(ModelMixture mixture)
    {
        var model = sets.OnDevice(mixture.Model);
        return mixture.Other is { } other ? model.Times(1 - mixture.Share).Plus(sets.OnDevice(other).Times(mixture.Share)) : model;
    }
}
