namespace Ipfl.Market.Tuning;

/// <summary>Solves rounds of the past under other terms, and says what an operator should set, and why.</summary>
public sealed class TermsTuning
{
    private static readonly double[] Lambdas = [0, 0.5, 2];
    private static readonly double[] References = [0.5, 2, 4];
    private static readonly double[] Distances = [0, 0.01, 0.05, 0.1];

    private TermsTuning(int rounds, IReadOnlyList<TriedResult> results, double? referenceGain, IReadOnlyList<JoinedNames> joined)
    {
        (Rounds, Results, ReferenceGain, Joined) = (rounds, results, referenceGain, joined);
        Recommendation = TermsAdvice.Of(this);
    }

    /// <summary>How many rounds were solved.</summary>
    public int Rounds { get; }

    /// <summary>All terms that were tried: first the mechanisms at each round's own terms, then K̃, λ and ε, each alone.</summary>
    public IReadOnlyList<TriedResult> Results { get; }

    /// <summary>The K̃ that factors are multiples of, in the mean; null where nobody buys.</summary>
    public double? ReferenceGain { get; }

    /// <summary>Whom each ε that was tried joins.</summary>
    public IReadOnlyList<JoinedNames> Joined { get; }

    /// <summary>What to set.</summary>
    public Recommendation Recommendation { get; }

    /// <summary>Solves past rounds under all terms.</summary>
    /// <param name="rounds">At least one.</param>
    /// <param name="options">Threads and budget.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">There are no rounds.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static TermsTuning Of(
        IReadOnlyList<PastRound> rounds, SolveOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        if (rounds.Count == 0) throw new ArgumentException("there are no rounds to tune on", nameof(rounds));
        var references = StatedGains(rounds);
        var terms = Terms(references.Any(reference => reference is not null));
        var trial = new TermsTrial(rounds, references, (options ?? SolveOptions.Default) with { Fallback = Mechanism.Clock, Efficiency = false }, cancellation);
        var results = new List<TriedResult>();
        foreach (var tried in terms)
        {
            results.Add(trial.Of(tried));
            progress?.Report(results.Count / (double)terms.Count);
        }

        return new(rounds.Count, results, references.Where(reference => reference is not null).Average(), [.. Distances.Skip(1).Select(distance => JoinedNames.Of(rounds, distance))]);
    }

    private static List<TriedTerms> Terms(bool anybodyBuys) =>
    [
        .. Mechanism.All.Where(mechanism => anybodyBuys || mechanism != Mechanism.Reference).Select(mechanism => new TriedTerms(mechanism)),
        .. References.Where(_ => anybodyBuys).Select(factor => new TriedTerms(Mechanism.Reference, Reference: factor)),
        .. Lambdas.Select(factor => new TriedTerms(Mechanism.Clock, Lambda: factor)),
        .. Distances.Select(distance => new TriedTerms(Mechanism.Clock, ExclusiveDistance: distance)),
    ];

    /// <summary>Each round's K̃: its own, else the median of what was reported in the round before; of the first its own reports have to do.</summary>
    private static double?[] StatedGains(IReadOnlyList<PastRound> rounds) =>
        [.. rounds.Select((round, r) => round.Market.ReferenceGain?.Value ?? Median(rounds[Math.Max(0, r - 1)].Market) ?? Median(round.Market))];

    private static double? Median(MarketRound market)
    {
        double[] scales = [.. market.Reports.Select(report => report.Type.GainScale.Value).Where(scale => scale > 0).Order()];
        return scales.Length == 0 ? null : scales[scales.Length / 2];
    }
}
