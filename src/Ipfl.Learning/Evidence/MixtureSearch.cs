namespace Ipfl.Learning;

/// <summary>What mixing another's model into one's own is worth.</summary>
/// <param name="Share">α*, the other's share in the best mixture, from 0 to 0.9; 0 where no mixture is better.</param>
/// <param name="Improvement">By how much the loss falls there below what the buyer could have had for nothing.</param>
/// <param name="StandardError">Of that fall, from the samples' paired differences.</param>
public readonly record struct MixtureEvidence(double Share, double Improvement, double StandardError)
{
    /// <summary>
    /// The margin unless another is asked for: with 0, chance alone sells models where nobody's helps (one import in three did harm); with 2, half of
    /// the good trades go too.
    /// </summary>
    public const double UsualMargin = 1;

    /// <summary>
    /// N̂ = N α*/(1 − α*): as many samples as the other's model stands for beside the N of one's own; 0 where the loss does not fall by more than
    /// <paramref name="margin"/> standard errors.
    /// </summary>
    public double Samples(double own, double margin) => Share > 0 && Improvement > margin * StandardError ? own * Share / (1 - Share) : 0;
}

/// <summary>
/// Finds α* = argmin over α in [0, 0.9], and over the scale of logits, of the loss of (1 − α)·own + α·other: a coarse grid (0, .15, .3, .45, .6)
/// that ends after two shares that only make it worse, then the lowest point of the parabola through the best share and its neighbours.
/// Whoever searches judges the mixture that <see cref="Next"/> asks for and tells, until it asks for no more; so many searches share their passes.
/// </summary>
public sealed class MixtureSearch
{
    private const double Step = 0.15, GridEnd = 0.6, Largest = 0.9;

    /// <summary>A fall of the loss below this part of it is rounding: a copy of one's own model is worth nothing.</summary>
    private const double Rounding = 1e-4;

    private readonly List<(double Share, ModelVerdict Verdict)> _points;
    private bool _isRefined;

    /// <summary>Begins a search from the verdict on one's own model.</summary>
    public MixtureSearch(ModelVerdict own)
    {
        ArgumentNullException.ThrowIfNull(own);
        _points = [(0, own)];
        Next = double.IsFinite(own.Loss) ? Step : null;
    }

    /// <summary>The share of the other's model in the mixture to be judged; null when the search has ended.</summary>
    public double? Next { get; private set; }

    /// <summary>Takes the verdict on the mixture that was asked for.</summary>
    /// <exception cref="InvalidOperationException">None was asked for.</exception>
    public void Tell(ModelVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        _points.Add((Next ?? throw new InvalidOperationException("the search has ended"), verdict));
        Next = _isRefined ? null : NextOfGrid() ?? Refined();
    }

    /// <summary>The verdict on the best mixture that was judged, or on one's own model.</summary>
    public ModelVerdict Best => _points.MinBy(point => point.Verdict.Loss).Verdict;

    /// <summary>What was found.</summary>
    /// <param name="free">
    /// The best that the buyer can have without the seller, no worse than its own model: the best mixture with the initial model, which everybody
    /// has. A model that training has driven too far is better for a step back, and whatever lies near the beginning would be paid for it.
    /// Null counts from the buyer's own model.
    /// </param>
    public MixtureEvidence Result(ModelVerdict? free = null)
    {
        var (share, best) = _points.MinBy(point => point.Verdict.Loss);
        var without = free ?? _points[0].Verdict;
        return share == 0 || !(without.Loss - best.Loss > Rounding * without.Loss) ? default : new(share, without.Loss - best.Loss, PairedError(without, best));
    }

    private double? NextOfGrid()
    {
        var last = _points.Count - 1;
        var lost = last - _points.FindIndex(point => point.Verdict.Loss == _points.Min(p => p.Verdict.Loss)) >= 2;
        return lost || last * Step > GridEnd - (Step / 2) ? null : (last + 1) * Step;
    }

    /// <summary>The lowest point of the parabola; none where that is a share that has been judged, or no share of the grid is better than none.</summary>
    private double? Refined()
    {
        _isRefined = true;
        var best = _points.FindIndex(point => point.Verdict.Loss == _points.Min(p => p.Verdict.Loss));
        if (best == 0) return null;
        var first = Math.Clamp(best - 1, 0, _points.Count - 3);
        double[] at = [.. _points.Skip(first).Take(3).Select(point => point.Share)];
        double[] losses = [.. _points.Skip(first).Take(3).Select(point => point.Verdict.Loss)];
        if (!Array.TrueForAll(losses, double.IsFinite)) return null;
        var lowest = Math.Clamp(Parabola.Lowest(at, losses) ?? (best == _points.Count - 1 ? Largest : 0), 0, Largest);
        return _points.Exists(point => Math.Abs(point.Share - lowest) < 1e-3) ? null : lowest;
    }

    /// <summary>The standard error of the weighted mean of the samples' differences.</summary>
    private static double PairedError(ModelVerdict without, ModelVerdict with)
    {
        var (mean, square, counted) = (without.Loss - with.Loss, 0.0, 0);
        for (var i = 0; i < without.Weights.Count; i++)
        {
            var weight = without.Weights[i];
            if (weight == 0) continue;
            var apart = without.Losses[i] - with.Losses[i] - mean;
            (square, counted) = (square + (weight * weight * apart * apart), counted + 1);
        }

        return counted < 2 ? double.PositiveInfinity : Math.Sqrt(square * counted / (counted - 1));
    }
}
