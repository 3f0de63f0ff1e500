namespace Ipfl.Learning;

/// <summary>How a small base model is trained from plain text.</summary>
public sealed record PretrainingOptions
{
    /// <summary>Steps of AdamW; at least 1.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Texts in a step; at least 1.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Tokens in a text; at least 2.</summary>
    public int Context { get; init; } = 256;

    /// <summary>The highest learning rate: it is reached after a twentieth of the steps, and falls by cosine to a tenth.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The seed of weights and batches.</summary>
    public long Seed { get; init; }

    /// <summary>The rate of a step, counted from 0.</summary>
    internal double Rate(int step)
    {
        var warm = Math.Max(1, Steps / 20);
        if (step < warm) return LearningRate * (step + 1) / warm;
        var share = (double)(step - warm) / Math.Max(1, Steps - warm);
        return LearningRate * (0.1 + 0.9 * 0.5 * (1 + Math.Cos(Math.PI * share)));
    }
}
