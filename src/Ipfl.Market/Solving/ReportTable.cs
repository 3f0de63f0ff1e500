namespace Ipfl.Market.Solving;

/// <summary>The reports as flat arrays, read once per solve: pairs are visited m² times.</summary>
internal sealed class ReportTable
{
    public ReportTable(MarketRound round)
    {
        var m = round.Reports.Count;
        (Samples, Costs, Scales) = (new long[m], new double[m], new GainScale[m]);
        for (var i = 0; i < m; i++)
        {
            var type = round.Reports[i].Type;
            (Samples[i], Costs[i], Scales[i]) = (type.Samples.Value, type.SharingCost.Value, type.GainScale);
        }

        (Distances, Lambda, MaxDistance, Gain) = (round.Distances, round.Lambda, round.MaxDistance, round.Gain);
    }

    /// <summary>A table of nobody: for a buyer whose offers come from elsewhere.</summary>
    public ReportTable(double lambda, IGainFunction gain)
    {
        (Samples, Costs, Scales) = ([], [], []);
        (Distances, Lambda, MaxDistance, Gain) = (ModelDistances.Dense(new double[0, 0]), lambda, double.PositiveInfinity, gain);
    }

    public long[] Samples { get; }

    public double[] Costs { get; }

    public GainScale[] Scales { get; }

    public ModelDistances Distances { get; }

    public double Lambda { get; }

    public double MaxDistance { get; }

    public IGainFunction Gain { get; }
}
