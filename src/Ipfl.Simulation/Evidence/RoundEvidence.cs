using Ipfl.Learning;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>What tells the market of a round how many samples each model is worth to each buyer, and buyers whether what they made of it is better.</summary>
internal sealed class RoundEvidence
{
    private readonly Experiment _experiment;
    private readonly IWorkloadEngine _engine;
    private readonly LossEvidence _losses;
    private readonly Dictionary<int, JudgedOn> _probes = [];

    public RoundEvidence(Experiment experiment, IWorkloadEngine engine)
    {
        (_experiment, _engine) = (experiment, engine);
        _losses = new(engine, experiment.Config.Evidence, JudgedOn);
    }

    private EvidenceSettings Settings => _experiment.Config.Evidence;

    /// <summary>The effective samples of a round; null where reported samples are believed.</summary>
    /// <param name="state">Keeps α* of pairs until they are judged anew.</param>
    /// <param name="cohort">Who is present.</param>
    /// <param name="own">Models of those present as they keep them, [m, d].</param>
    /// <param name="uploads">What they offer, [m, d].</param>
    /// <param name="distances">The market's distances.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public EffectiveSamples? Of(FederationState state, Cohort cohort, Tensor own, Tensor uploads, double[,] distances, CancellationToken cancellation)
    {
        if (Settings.Kind == EvidenceKind.None) return null;
        var cosine = _experiment.Config.Algorithms.Ipfl.Distance == ModelDistanceKind.Cosine ? distances : ModelDistance.Cosine(uploads, state.Initial, _experiment.Threads);
        var reports = cohort.Reports;
        if (Settings.Kind == EvidenceKind.Cosine) return Dense(CosineEvidence.Of(cosine, [.. reports.Select(report => report.Type.Samples.Value)]));

        var shares = state.Shares(_experiment.Ids.Count);
        _losses.Gather(
            shares, cohort.Round % Settings.Every == 0, cohort, new(state.Initial, own, uploads), cosine, distances, _experiment.Config.Market.MaxDistance, cancellation);
        if (Settings.Every > 1) state.Keep(shares);
        var samples = new double[reports.Count, reports.Count];
        for (var i = 0; i < reports.Count; i++)
        {
            for (var j = 0; j < reports.Count; j++)
            {
                var share = shares[cohort.Members[i], cohort.Members[j]];
                if (i != j && share > 0) samples[i, j] = reports[i].Type.Samples.Value * share / (1 - share);
            }
        }

        return Dense(samples);
    }

    /// <summary>Which of some buyers are no better off, on what they hold out, with the models that they would go on from: their rows.</summary>
    /// <param name="cohort">Who is present.</param>
    /// <param name="own">Models of those present as they keep them, [m, d].</param>
    /// <param name="models">Where they would go on from, [m, d].</param>
    /// <param name="buyers">The rows of those that bought something.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public HashSet<int> NoBetter(Cohort cohort, Tensor own, Tensor models, IReadOnlyList<int> buyers, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (before, after) = (own.unbind(), models.unbind());
        int[] judged = [.. buyers.Where(buyer => _experiment.HeldOutBy(cohort.Members[buyer]).Length > 0)];
        var verdicts = _engine.Judge(
            [.. judged.Select(buyer => new JudgeRequest(_experiment.HeldOutBy(cohort.Members[buyer]), [new(before[buyer]), new(after[buyer])]))],
            SampleSource.Training,
            cancellation);
        return [.. judged.Zip(verdicts).Where(pair => !(pair.Second[1].Loss < pair.Second[0].Loss)).Select(pair => pair.First)];
    }

    /// <summary>What evidence for a participant is judged on: its held-out samples, or the operator's with its own mixture of classes, as it enrolled.</summary>
    private JudgedOn JudgedOn(int member)
    {
        var (held, workload) = (_experiment.HeldOut, _experiment.Workload);
        if (Settings.Kind == EvidenceKind.Validation) return new(_experiment.HeldOutBy(member), null);
        var own = held.Training.Participants[_experiment.Population.Names[member].Holder];
        if (!_probes.TryGetValue(member, out var known))
            _probes[member] = known = Simulation.JudgedOn.Probe(held.Probe, sample => workload.ClassOf(sample, SampleSource.Training), own);
        return known;
    }

    /// <summary>As the market takes them: what is beyond its range is as much as it knows.</summary>
    private static EffectiveSamples Dense(double[,] samples)
    {
        for (var i = 0; i < samples.GetLength(0); i++)
            for (var j = 0; j < samples.GetLength(1); j++) samples[i, j] = Math.Min(samples[i, j], EffectiveSamples.Maximum);
        return EffectiveSamples.Dense(samples);
    }
}
