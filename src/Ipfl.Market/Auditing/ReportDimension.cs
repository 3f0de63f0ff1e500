namespace Ipfl.Market.Auditing;

/// <summary>The three numbers of a report.</summary>
public enum ReportDimension
{
    /// <summary>c, the sharing cost.</summary>
    Cost,

    /// <summary>N, the number of samples.</summary>
    Samples,

    /// <summary>K, the gain scale.</summary>
    GainScale,
}
