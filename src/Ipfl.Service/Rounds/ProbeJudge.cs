using Ipfl.Learning;
using Ipfl.Service.Markets;

namespace Ipfl.Service.Rounds;

/// <summary>Judges built-in networks where libtorch can be loaded.</summary>
/// <param name="threads">Worker threads, ≥ 1.</param>
internal sealed class ProbeJudge(int threads) : IProbeJudge
{
    public double[,] Judge(ProbeQuestion question, CancellationToken cancellation)
    {
        var (probe, training) = (question.Probe, question.Training);
        var set = new LabelledSet(probe.Inputs, [.. training.InputShape.Select(side => (long)side)], probe.Labels, probe.Classes);
        return new LabelledSetEvidence(training.Network(), set).EffectiveSamples(
            new(question.Initial, question.Uploads, question.Samples, question.ClassShares, question.Sellers), question.Margin, threads, cancellation);
    }
}
