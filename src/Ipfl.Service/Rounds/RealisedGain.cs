namespace Ipfl.Service.Rounds;

/// <summary>
/// What a trial makes of a gain, on the scale on which the market accounts it. Averaging models by samples suits models whose excess loss falls
/// with 1/n; then the share of the buyer's excess that an import of share α takes off is ρ = 2α − α²/α*, where α* is the share at which the
/// loss is least, told by the parabola through the losses at the buyer's own model, half way, and at the import. As if from N/(1 − ρ)
/// samples, the gain is √(K/N)·(1 − √(1 − ρ)): as predicted where the import is just the best, and of the sign of the fall in loss.
/// </summary>
internal static class RealisedGain
{
    private const double Most = 0.9;

    /// <summary>The gain of a trial.</summary>
    /// <param name="gainScale">K, as reported.</param>
    /// <param name="samples">N, as reported.</param>
    /// <param name="imported">Σ n, what was imported, in samples.</param>
    /// <param name="own">The loss at the buyer's own model.</param>
    /// <param name="half">The loss half way; null where it was not measured: then the ratio of the other two is all there is, √(K/N)·(1 − centre/own).</param>
    /// <param name="centre">The loss at the model gone on from.</param>
    public static double Of(double gainScale, long samples, double imported, double own, double? half, double centre)
    {
        if (gainScale == 0) return 0;
        var whole = Math.Sqrt(gainScale / samples);
        if (half is not { } middle) return own > 0 ? whole * (1 - (centre / own)) : 0;
        var share = imported / (samples + imported);
        var (slope, fall) = ((3 * own) - (4 * middle) + centre, own - centre);
        var taken = slope > 0 ? 2 * share * fall / slope : 2 * share * Math.Sign(fall);
        return whole * (1 - Math.Sqrt(1 - Math.Min(Most, Math.Clamp(taken, -2 * share, 2 * share))));
    }
}
