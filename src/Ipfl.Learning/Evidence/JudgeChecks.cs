using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>What requests must satisfy before any model is judged.</summary>
internal static class JudgeChecks
{
    /// <summary>Throws where models, samples and weights do not fit together.</summary>
    /// <exception cref="ArgumentException">The message says what does not fit.</exception>
    public static void Check(IReadOnlyList<JudgeRequest> asked, ImageSet data, long size)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(data);
        foreach (var request in asked)
        {
            if (request.Samples.Count == 0) throw new ArgumentException("a request has no samples", nameof(asked));
            foreach (var sample in request.Samples)
                if (sample < 0 || sample >= data.Count) throw new ArgumentException($"sample {sample} of {data.Count} is to be judged on", nameof(asked));
            foreach (var mixture in request.Models)
            {
                CheckModel(mixture.Model, size);
                if (mixture.Other is { } other) CheckModel(other, size);
                if (!(mixture.Share is >= 0 and <= 1)) throw new ArgumentException($"a share is {mixture.Share}; it must be from 0 to 1", nameof(asked));
            }
        }
    }

    /// <summary>The right answers.</summary>
    public static int[] LabelsOf(ImageSet data, IReadOnlyList<int> samples)
    {
        var labels = data.Labels.Span;
        var right = new int[samples.Count];
        for (var i = 0; i < right.Length; i++) right[i] = labels[samples[i]];
        return right;
    }

    private static void CheckModel(Tensor model, long size)
    {
        if (model.dtype != ScalarType.Float32 || model.shape is not [var d] || d != size || !model.is_contiguous())
            throw new ArgumentException($"a model is {model.dtype} [{string.Join(", ", model.shape)}]; it must be contiguous Float32 [{size}]", nameof(model));
    }
}
