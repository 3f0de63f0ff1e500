namespace Ipfl.Market;

/// <summary>
/// The cost c to a participant of letting ONE other participant import its model, per round: a finite number ≥ 0, or
/// <see cref="NeverSells"/>.
/// </summary>
public readonly record struct SharingCost
{
    /// <summary>The cost of one that sells at no price (∞; <c>null</c> in files).</summary>
    public static readonly SharingCost NeverSells = new(double.PositiveInfinity);

    internal SharingCost(double validated) => Value = validated;

    /// <summary>The cost in money; +∞ for <see cref="NeverSells"/>.</summary>
    public double Value { get; }

    /// <summary>Whether a model may be bought from this participant at all.</summary>
    public bool Sells => double.IsFinite(Value);

    /// <summary>Checks and wraps a cost; <c>null</c> and +∞ mean <see cref="NeverSells"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative or NaN.</exception>
    public static SharingCost Of(double? value) => value switch
    {
        null => NeverSells,
        >= 0 => new(value.Value + 0.0),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "a sharing cost must be a number ≥ 0, or null for a participant that never sells"),
    };

    /// <inheritdoc/>
    public override string ToString() => Sells ? Value.ToString("R") : "never sells";
}
