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

    /// <summary>
    /// The weight of the own model in the mean, N/(N + n), where n are the samples that the gain G = √(K/N) − √(K/(N + n)) was bought with;
    /// 1 where nothing was bought.
    /// </summary>
    /// <param name="gain">G, as the round's result says it.</param>
    /// <param name="gainScale">K, as reported.</param>
    /// <param name="samples">N, as reported.</param>
    public static double OwnWeight(double gain, double gainScale, double samples)
    {
        if (gainScale <= 0) return 1;
        var left = Math.Clamp(1 - gain * Math.Sqrt(samples / gainScale), 0, 1);
        return left * left;
    }
}
