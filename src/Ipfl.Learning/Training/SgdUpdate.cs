using System.Numerics;
using System.Runtime.InteropServices;

namespace Ipfl.Learning;

/// <summary>
/// One step of SGD in a single pass over memory, the way PyTorch defines it: g ← ∇ + decay·θ + pull's gradient, b ← momentum·b + g,
/// θ ← θ − rate·b. The gradient is zeroed on the way, ready for the next step.
/// </summary>
internal readonly struct SgdUpdate(TrainingOptions options, Pull pull)
{
    private readonly float _rate = (float)options.LearningRate;
    private readonly float _momentum = (float)options.Momentum;
    private readonly float _decay = (float)(options.WeightDecay + pull.Shrink);
    private readonly float _pull = (float)pull.Towards;

    /// <summary>Applies the step; all spans have the length of θ, and <paramref name="centre"/> may be empty for no pull.</summary>
    public void Apply(Span<float> model, Span<float> gradient, Span<float> buffer, ReadOnlySpan<float> centre)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(model);
        var done = vectors.Length * Vector<float>.Count;
        ApplyVectors(
            vectors,
            MemoryMarshal.Cast<float, Vector<float>>(gradient),
            MemoryMarshal.Cast<float, Vector<float>>(buffer),
            MemoryMarshal.Cast<float, Vector<float>>(centre));
        ApplyRest(model[done..], gradient[done..], buffer[done..], centre.IsEmpty ? centre : centre[done..]);
    }

    private void ApplyVectors(
        Span<Vector<float>> model, Span<Vector<float>> gradient, Span<Vector<float>> buffer, ReadOnlySpan<Vector<float>> centre)
    {
        for (var i = 0; i < model.Length; i++)
        {
            var g = gradient[i] + model[i] * _decay;
            if (i < centre.Length) g += (model[i] - centre[i]) * _pull;
            buffer[i] = buffer[i] * _momentum + g;
            model[i] -= buffer[i] * _rate;
            gradient[i] = Vector<float>.Zero;
        }
    }

    private void ApplyRest(Span<float> model, Span<float> gradient, Span<float> buffer, ReadOnlySpan<float> centre)
    {
        for (var i = 0; i < model.Length; i++)
        {
            var g = gradient[i] + model[i] * _decay;
            if (i < centre.Length) g += (model[i] - centre[i]) * _pull;
            buffer[i] = buffer[i] * _momentum + g;
            model[i] -= buffer[i] * _rate;
            gradient[i] = 0;
        }
    }
}
