namespace Ipfl.Market;

/// <summary>How much a participant values model quality, K: a finite number ≥ 0; 0 wants no model (a pure seller).</summary>
public readonly record struct GainScale
{
    /// <summary>The scale of a pure seller.</summary>
    public static readonly GainScale None;

    internal GainScale(double validated) => Value = validated;

    /// <summary>The number itself.</summary>
    public double Value { get; }

    /// <summary>Whether the participant wants models at all.</summary>
    public bool Buys => Value > 0;

    /// <summary>Checks and wraps a gain scale.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative, NaN or infinite.</exception>
    public static GainScale Of(double value) => value >= 0 && double.IsFinite(value)
        ? new(value + 0.0)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "a gain scale must be a finite number ≥ 0");

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("R");
}
