using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>What models, test set and its parts must satisfy before any of them is judged.</summary>
internal static class EvaluationChecks
{
    /// <summary>Throws where they do not fit together.</summary>
    /// <exception cref="ArgumentException">The message says what does not fit.</exception>
    public static void Check(ModelArchitecture architecture, Tensor models, ImageSet test, IReadOnlyList<TestPart> parts)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(parts);
        if (models.shape is not [var m, var d] || d != architecture.Size)
            throw new ArgumentException($"models must be [m, {architecture.Size}], not [{string.Join(", ", models.shape)}]", nameof(models));
        foreach (var part in parts) Check(part, m, test);
    }

    private static void Check(TestPart part, long models, ImageSet test)
    {
        if (part.Start < 0 || part.Count < 0 || part.Count > test.Count - part.Start)
            throw new ArgumentException($"a part has {part.Count} images from {part.Start} on; the test set has {test.Count}", nameof(part));
        if (part.Models.Any(model => model < 0 || model >= models))
            throw new ArgumentException($"a part asks for models {string.Join(", ", part.Models)} of {models}", nameof(part));
    }
}
