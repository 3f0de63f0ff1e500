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

        (Distances, EffectiveSamples) = (round.Distances, round.EffectiveSamples);
        Clusters = Solving.Clusters.Of(round);
        (Lambda, MaxDistance, Gain, ReferenceGain) = (round.Lambda, round.MaxDistance, round.Gain, round.ReferenceGain);
    }

    /// <summary>A table of nobody: for a buyer whose offers come from elsewhere.</summary>
    public ReportTable(double lambda, IGainFunction gain, GainScale? referenceGain)
    {
        (Samples, Costs, Scales) = ([], [], []);
        (Distances, Lambda, MaxDistance) = (ModelDistances.Dense(new double[0, 0]), lambda, double.PositiveInfinity);
        (Gain, ReferenceGain) = (gain, referenceGain);
    }

    public long[] Samples { get; }

    public double[] Costs { get; }

    public GainScale[] Scales { get; }

    public ModelDistances Distances { get; }

    /// <summary>N̂; null where N_j counts.</summary>
    public EffectiveSamples? EffectiveSamples { get; }

    /// <summary>Each participant's cluster; null where nobody excludes anybody.</summary>
    public int[]? Clusters { get; }

    public double Lambda { get; }

    public double MaxDistance { get; }

    public IGainFunction Gain { get; }

    /// <summary>K̃.</summary>
    public GainScale? ReferenceGain { get; }
}
