namespace Ipfl.Market;

/// <summary>
/// What an import truly brought, in money on the scale on which the market accounts gains. Averaging models by samples suits models whose
/// excess loss falls with 1/n: from n samples of one's own and N̂ bought ones at the share α the excess is that of one's own times
/// 1 − 2α + α²/α*, least at α* = N̂/(n + N̂). So an import of share α takes ρ = 2α − α²/α* of the excess off, and is worth √(K/n)·(1 − √(1 − ρ)),
/// as if from n/(1 − ρ) samples: as predicted where its share is just the best, and of the sign of the fall in loss. α* is told by the
/// parabola through the losses at one's own model, half way, and at the import.
/// </summary>
public static class RealisedGain
{
    private const double Most = 0.9;

    /// <summary>The gain, in money; below 0 where the import did harm.</summary>
    /// <param name="gainScale">K, at least 0.</param>
    /// <param name="samples">N, positive.</param>
    /// <param name="share">α, from 0 to 1: the share of what was imported in the model gone on from.</param>
    /// <param name="own">The mean loss at one's own model, on data that nothing was decided by; ∞ where its answers are no numbers.</param>
    /// <param name="half">The same half way to the model gone on from.</param>
    /// <param name="import">The same at the model gone on from.</param>
    /// <returns>
    /// √(K/N)·(1 − √(1 − ρ)), ρ within ±2α and at most 0.9. Where losses do not fall at first, or are not all finite, ρ is ±2α or 0 by the sign
    /// of the fall from own to import.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static double Of(double gainScale, double samples, double share, double own, double half, double import)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gainScale);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        if (share is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "a share is from 0 to 1");
        if (gainScale == 0 || own == import) return 0;
        var (slope, fall) = ((3 * own) - (4 * half) + import, own - import);
        var taken = slope > 0 && double.IsFinite(slope) ? 2 * share * fall / slope : 2 * share * Math.Sign(fall);
        return Math.Sqrt(gainScale / samples) * (1 - Math.Sqrt(1 - Math.Min(Most, Math.Clamp(taken, -2 * share, 2 * share))));
    }
}
