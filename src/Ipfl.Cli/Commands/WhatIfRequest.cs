using Ipfl.Market;
using Ipfl.Market.Auditing;
using Ipfl.Reporting;

namespace Ipfl.Cli.Commands;

/// <summary>Asks the market for a curve and hands it over in the terms of the report.</summary>
internal sealed class WhatIfRequest(MarketRound round, Mechanism mechanism, int participant, CancellationToken cancellation)
{
    private readonly ParticipantType _type = round.TrueTypeOf(participant);
    private readonly string _id = round.Reports[participant].Id;

    public WhatIfCurve Draw(ReportDimension dimension, (double From, double To) range, int points) => dimension switch
    {
        ReportDimension.Cost => Cost(range),
        ReportDimension.Samples => Sampled(
            dimension, "number of samples", _type.Samples.Value, range, WhatIf.Samples(round, mechanism, participant, (long)range.From, (long)range.To, points, cancellation: cancellation)),
        _ => Sampled(
            dimension, "gain scale", _type.GainScale.Value, range, WhatIf.GainScale(round, mechanism, participant, range.From, range.To, points, cancellation: cancellation)),
    };

    private WhatIfCurve Cost((double From, double To) range)
    {
        if (!_type.SharingCost.Sells)
            throw new InvalidDataException($"--cost: participant \"{_id}\" in truth never sells, so that any sale would cost it without bound; choose another participant, or --samples or --gain-scale");
        var curve = WhatIf.Cost(round, mechanism, participant, cancellation: cancellation);
        var imports = mechanism.Solve(round, cancellation: cancellation).Edges.Count(edge => edge.Buyer == participant);
        var pieces = curve.Pieces
            .Where(piece => piece.From < range.To && (piece.To > range.From || piece.From >= range.From))
            .Select(piece => new WhatIfPoint(Math.Max(piece.From, range.From), Math.Min(piece.To, range.To), piece.Sales, imports, piece.Utility));
        return new(mechanism.Name, _id, "sharing cost", Within(_type.SharingCost.Value, range), curve.AtTruth, [.. pieces], Exact: true);
    }

    private WhatIfCurve Sampled(ReportDimension dimension, string quantity, double truth, (double From, double To) range, IReadOnlyList<CurvePoint> points)
    {
        var honest = dimension == ReportDimension.Samples ? round.Reports[participant].Type with { Samples = _type.Samples } : round.Reports[participant].Type with { GainScale = _type.GainScale };
        var utility = mechanism.Solve(round.WithReport(participant, honest), cancellation: cancellation).Accounts[participant].Utility;
        return new(mechanism.Name, _id, quantity, Within(truth, range), utility, [.. points.Select(p => new WhatIfPoint(p.Report, p.Report, p.Sales, p.Imports, p.Utility))], Exact: false);
    }

    private static double? Within(double truth, (double From, double To) range) => truth >= range.From && truth <= range.To ? truth : null;
}
