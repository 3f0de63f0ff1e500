namespace Ipfl.Market.Auditing;

/// <summary>A report that was tried.</summary>
/// <param name="Report">The number reported.</param>
/// <param name="Sales">How many buyers the participant then sells to.</param>
/// <param name="Imports">How many models it then imports.</param>
/// <param name="Utility">Its utility then, by its true type.</param>
public readonly record struct CurvePoint(double Report, int Sales, int Imports, double Utility);

/// <summary>What one participant would get by other reports, all other reports as they stand.</summary>
public static class WhatIf
{
    /// <summary>The utility of a participant as a function of the cost that it reports, exactly.</summary>
    /// <param name="round">The market.</param>
    /// <param name="mechanism">The mechanism that solves it.</param>
    /// <param name="participant">Index of the participant.</param>
    /// <param name="threads">Worker threads, ≥ 1; null uses all processors.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such participant, or <paramref name="threads"/> is below 1.</exception>
    /// <exception cref="ArgumentException">
    /// The participant in truth never sells, so that any sale would cost it without bound; or the mechanism is a
    /// <see cref="CustomMechanism"/>, whose curve can only be sampled.
    /// </exception>
    public static CostCurve Cost(MarketRound round, Mechanism mechanism, int participant, int? threads = null, CancellationToken cancellation = default)
    {
        Check(round, mechanism, participant);
        if (!mechanism.AnswersAllCosts)
            throw new ArgumentException($"mechanism \"{mechanism.Name}\" tells no steps of its answers to costs; sample the curve: give from, to and points", nameof(mechanism));
        var cost = SellersCost(round, participant);
        var account = mechanism.Solve(round, threads, cancellation).Accounts[participant];
        var sweep = new BuyerSweep(round, mechanism, new() { Threads = threads }, cancellation);
        var offers = OffersMade.Collect(round, sweep, new(null, 1, round.Reports.Count), participant);
        return CostCurve.Of(cost.Value, account.Gain - account.Paid, offers[participant]);
    }

    /// <summary>The utility of a participant over the cost that it reports, under any mechanism, solved report by report.</summary>
    /// <param name="round">The market.</param>
    /// <param name="mechanism">The mechanism that solves it.</param>
    /// <param name="participant">Index of the participant.</param>
    /// <param name="from">The lowest cost, ≥ 0.</param>
    /// <param name="to">The highest, finite and above <paramref name="from"/>.</param>
    /// <param name="points">How many reports at equal steps, ≥ 2.</param>
    /// <param name="threads">Worker threads, ≥ 1; null uses all processors.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>As of <see cref="GainScale"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such participant, or a number is out of its range.</exception>
    /// <exception cref="ArgumentException">The participant in truth never sells.</exception>
    public static IReadOnlyList<CurvePoint> Cost(
        MarketRound round, Mechanism mechanism, int participant, double from, double to, int points, int? threads = null, CancellationToken cancellation = default)
    {
        Check(round, mechanism, participant, SharingCost.Of(from).Value, SharingCost.Of(to).Value, points);
        ArgumentOutOfRangeException.ThrowIfEqual(to, double.PositiveInfinity);
        SellersCost(round, participant);
        return new ReportCurve(round, mechanism, participant, ReportDimension.Cost, threads, cancellation).Draw(from, to, points);
    }

    /// <summary>The utility of a participant over the samples that it reports, at whole numbers.</summary>
    /// <param name="round">The market.</param>
    /// <param name="mechanism">The mechanism that solves it.</param>
    /// <param name="participant">Index of the participant.</param>
    /// <param name="from">The lowest number of samples, ≥ 1.</param>
    /// <param name="to">The highest, above <paramref name="from"/>.</param>
    /// <param name="points">How many reports at equal steps, ≥ 2.</param>
    /// <param name="threads">Worker threads, ≥ 1; null uses all processors.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>As of <see cref="GainScale"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such participant, or a number is out of its range.</exception>
    public static IReadOnlyList<CurvePoint> Samples(
        MarketRound round, Mechanism mechanism, int participant, long from, long to, int points, int? threads = null, CancellationToken cancellation = default)
    {
        Check(round, mechanism, participant, Market.Samples.Of(from).Value, Market.Samples.Of(to).Value, points);
        return new ReportCurve(round, mechanism, participant, ReportDimension.Samples, threads, cancellation).Draw(from, to, points);
    }

    /// <summary>The utility of a participant over the gain scale that it reports.</summary>
    /// <param name="round">The market.</param>
    /// <param name="mechanism">The mechanism that solves it.</param>
    /// <param name="participant">Index of the participant.</param>
    /// <param name="from">The lowest gain scale, ≥ 0.</param>
    /// <param name="to">The highest, above <paramref name="from"/>.</param>
    /// <param name="points">How many reports at equal steps, ≥ 2.</param>
    /// <param name="threads">Worker threads, ≥ 1; null uses all processors.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// Ascending by report: the points asked for, the truth where it lies between, and both sides of every change of the participant's
    /// trades, or of its buyers' other purchases, between two points.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such participant, or a number is out of its range.</exception>
    public static IReadOnlyList<CurvePoint> GainScale(
        MarketRound round, Mechanism mechanism, int participant, double from, double to, int points, int? threads = null, CancellationToken cancellation = default)
    {
        Check(round, mechanism, participant, Market.GainScale.Of(from).Value, Market.GainScale.Of(to).Value, points);
        return new ReportCurve(round, mechanism, participant, ReportDimension.GainScale, threads, cancellation).Draw(from, to, points);
    }

    private static SharingCost SellersCost(MarketRound round, int participant) => round.TrueTypeOf(participant).SharingCost is { Sells: true } cost
        ? cost
        : throw new ArgumentException($"participant \"{round.Reports[participant].Id}\" in truth never sells", nameof(participant));

    private static void Check(MarketRound round, Mechanism mechanism, int participant)
    {
        ArgumentNullException.ThrowIfNull(round);
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentOutOfRangeException.ThrowIfNegative(participant);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(participant, round.Reports.Count);
    }

    private static void Check(MarketRound round, Mechanism mechanism, int participant, double from, double to, int points)
    {
        Check(round, mechanism, participant);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, to);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
    }
}
