using System.Numerics;
using System.Runtime.InteropServices;

namespace Ipfl.Learning;

/// <summary>
/// One step of AdamW (Loshchilov and Hutter, 2019) in a single pass over memory, as PyTorch defines it, with β = (0.9, 0.999) and ε = 10⁻⁸:
/// g ← ∇ + pull's gradient, θ ← θ·(1 − rate·decay), m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − rate·m̂/(√v̂ + ε). The gradient is zeroed
/// on the way.
/// </summary>
internal readonly struct AdamWUpdate
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const float Epsilon = 1e-8f;
    private readonly float _rate;
    private readonly float _kept;
    private readonly float _root;
    private readonly float _towards;
    private readonly float _shrink;

    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="step">Which step since the moments were zero, counted from 1.</param>
    /// <param name="pull">The gradient of the loss's further term.</param>
    public AdamWUpdate(double rate, double decay, int step, Pull pull)
    {
        _rate = (float)(rate / (1 - Math.Pow(Beta1, step)));
        _root = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step)));
        _kept = (float)(1 - rate * decay);
        (_towards, _shrink) = ((float)pull.Towards, (float)pull.Shrink);
    }

    /// <summary>Applies the step; all spans have the length of θ, and <paramref name="centre"/> may be empty for no pull.</summary>
    public void Apply(Span<float> model, Span<float> gradient, Span<float> mean, Span<float> square, ReadOnlySpan<float> centre)
    {
        var models = MemoryMarshal.Cast<float, Vector<float>>(model);
        var gradients = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var means = MemoryMarshal.Cast<float, Vector<float>>(mean);
        var squares = MemoryMarshal.Cast<float, Vector<float>>(square);
        var centres = MemoryMarshal.Cast<float, Vector<float>>(centre);
        for (var i = 0; i < models.Length; i++)
        {
            var g = gradients[i] + models[i] * _shrink;
            if (i < centres.Length) g += (models[i] - centres[i]) * _towards;
            means[i] = means[i] * (float)Beta1 + g * (float)(1 - Beta1);
            squares[i] = squares[i] * (float)Beta2 + g * g * (float)(1 - Beta2);
            models[i] = models[i] * _kept - means[i] * _rate / (Vector.SquareRoot(squares[i]) * _root + new Vector<float>(Epsilon));
            gradients[i] = Vector<float>.Zero;
        }

        for (var i = models.Length * Vector<float>.Count; i < model.Length; i++)
        {
            var g = gradient[i] + model[i] * _shrink;
            if (i < centre.Length) g += (model[i] - centre[i]) * _towards;
            mean[i] = mean[i] * (float)Beta1 + g * (float)(1 - Beta1);
            square[i] = square[i] * (float)Beta2 + g * g * (float)(1 - Beta2);
            model[i] = model[i] * _kept - mean[i] * _rate / (MathF.Sqrt(square[i]) * _root + Epsilon);
            gradient[i] = 0;
        }
    }
}
