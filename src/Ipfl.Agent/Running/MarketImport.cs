using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>What a market's centres are, and how they are tried.</summary>
internal static class MarketImport
{
    /// <summary>Whether a centre is a model to go on from, the mean of one's own and what was bought, and not a point that training is pulled towards.</summary>
    public static bool IsMean(Terms terms) => terms.Import == "mean";

    /// <summary>
    /// The share of the data that is held out to try centres on; 0 where the market asks for no trial, or noise is added: whether a centre is
    /// rejected tells of the data what no noise covers.
    /// </summary>
    public static double HeldOut(Terms terms, AgentConfig config) => terms.TrialShare > 0 && config.Privacy is null ? config.TrialShare ?? terms.TrialShare : 0;
}
