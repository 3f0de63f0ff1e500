using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>
/// Where a pull by itself takes a model within one round: what a centre is tried as in a market whose training is pulled towards it. SGD with
/// momentum leaves the part (1 − lr·w/(1 − momentum))^steps of the way; AdamW takes each number lr nearer a step, until it is there.
/// </summary>
internal static class LandingPoint
{
    /// <summary>The model at that point.</summary>
    /// <param name="terms">How the market trains.</param>
    /// <param name="round">The round in which it would be pulled, from 1.</param>
    /// <param name="pullWeight">w of the term w/2·‖θ − centre‖².</param>
    /// <param name="own">θ.</param>
    /// <param name="centre">The centre.</param>
    public static float[] Of(Terms terms, int round, double pullWeight, float[] own, float[] centre)
    {
        var training = terms.Training ?? new TrainingTerms();
        var left = Math.Pow(Math.Clamp(1 - training.LearningRate * pullWeight / Math.Max(1e-12, 1 - training.Momentum), 0, 1), training.Steps);
        double? reach = training.Adapter is { } adapter
            ? training.Steps * AdapterTuning.Rate(training.LearningRate, adapter.FinalLearningRate, round - 1, terms.Rounds)
            : null;
        var landed = new float[own.Length];
        for (var i = 0; i < landed.Length; i++)
        {
            var way = (double)centre[i] - own[i];
            landed[i] = (float)(own[i] + (reach is { } most ? Math.Clamp(way, -most, most) : (1 - left) * way));
        }

        return landed;
    }
}
