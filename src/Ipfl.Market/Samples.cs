using System.Numerics;

namespace Ipfl.Market;

/// <summary>A number of local training samples, N: an integer from 1 to 2⁵³, so that it is exact as a double.</summary>
public readonly record struct Samples : IComparable<Samples>, IComparisonOperators<Samples, Samples, bool>
{
    /// <summary>The largest allowed value, 2⁵³.</summary>
    public const long Maximum = 1L << 53;

    // Stored less one, so that even default(Samples) is a valid value: 1.
    private readonly long _lessOne;

    internal Samples(long validated) => _lessOne = validated - 1;

    /// <summary>The number itself.</summary>
    public long Value => _lessOne + 1;

    /// <summary>Checks and wraps a number of samples.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not in 1 … 2⁵³.</exception>
    public static Samples Of(long value) => value is >= 1 and <= Maximum
        ? new(value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"samples must be an integer from 1 to {Maximum}");

    /// <inheritdoc/>
    public int CompareTo(Samples other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public static bool operator <(Samples left, Samples right) => left.Value < right.Value;

    /// <inheritdoc/>
    public static bool operator >(Samples left, Samples right) => left.Value > right.Value;

    /// <inheritdoc/>
    public static bool operator <=(Samples left, Samples right) => left.Value <= right.Value;

    /// <inheritdoc/>
    public static bool operator >=(Samples left, Samples right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
