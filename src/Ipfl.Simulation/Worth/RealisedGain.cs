namespace Ipfl.Simulation;

/// <summary>
/// What an import brought, in money on the scale of the market's law. The law says that error falls as 1/√n: a loss that falls from L to L′ is
/// as good as N((L/L′)² − 1) further samples, which are worth √(K/N) − √(K/(N(L/L′)²)) = √(K/N)(1 − L′/L).
/// </summary>
internal static class RealisedGain
{
    /// <summary>The realised gain; below 0 where the import did harm.</summary>
    /// <param name="gainScale">K, as it truly is.</param>
    /// <param name="samples">N, as they truly are.</param>
    /// <param name="before">The mean loss on test data without the import, at its best logit scale.</param>
    /// <param name="after">The same with the import.</param>
    /// <param name="judged">
    /// On how many samples both were measured. They resolve no mean loss below one over their number, so neither counts as lower: else the
    /// ratio of two losses near 0 would be worth fortunes. And no model is worth less than one sample: √(K/N) − √K is the least gain, also
    /// where answers are not finite and the loss is ∞.
    /// </param>
    public static double Of(double gainScale, double samples, double before, double after, int judged)
    {
        var resolution = 1.0 / judged;
        var worth = Math.Sqrt(gainScale / samples);
        if (worth == 0) return 0;
        if (!double.IsFinite(before)) return double.IsFinite(after) ? worth : 0;
        var ratio = Math.Max(after, resolution) / Math.Max(before, resolution);
        return worth - Math.Min(worth * ratio, Math.Sqrt(gainScale));
    }

    /// <summary>What the market's law predicts for a trade by itself: √(K/N) − √(K/(N + n)).</summary>
    public static double Predicted(double gainScale, double samples, double imported) =>
        Math.Sqrt(gainScale / samples) - Math.Sqrt(gainScale / (samples + imported));
}
