namespace Ipfl.Learning;

/// <summary>A stretch of the rotary angles: <c>rope_scaling</c> of a checkpoint.</summary>
/// <param name="Factor">By how much; at least 1.</param>
public abstract record RopeScaling(double Factor)
{
    /// <summary>What an angle per position becomes.</summary>
    public abstract double Apply(double frequency);
}

/// <summary>All angles shrink alike: positions are divided by the factor.</summary>
/// <param name="Factor">By how much.</param>
public sealed record LinearRopeScaling(double Factor) : RopeScaling(Factor)
{
    /// <inheritdoc/>
    public override double Apply(double frequency) => frequency / Factor;
}

/// <summary>Llama 3's: slow angles shrink, fast ones stay, those between are blended.</summary>
/// <param name="Factor">By how much the slow ones shrink.</param>
/// <param name="LowFrequency">Angles with fewer turns than this over the original length are slow.</param>
/// <param name="HighFrequency">Those with more than this are fast; above <paramref name="LowFrequency"/>.</param>
/// <param name="OriginalPositions">The original length, in tokens.</param>
public sealed record Llama3RopeScaling(double Factor, double LowFrequency, double HighFrequency, int OriginalPositions) : RopeScaling(Factor)
{
    /// <inheritdoc/>
    public override double Apply(double frequency)
    {
        var turns = OriginalPositions * frequency / (2 * Math.PI);
        if (turns < LowFrequency) return frequency / Factor;
        if (turns > HighFrequency) return frequency;
        var share = (turns - LowFrequency) / (HighFrequency - LowFrequency);
        return (1 - share) * frequency / Factor + share * frequency;
    }
}
