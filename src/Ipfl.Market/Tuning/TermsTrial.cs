using Ipfl.Market.Solving;

namespace Ipfl.Market.Tuning;

/// <summary>Solves all rounds under one of several terms, and accounts what came of it at each round's own.</summary>
internal sealed class TermsTrial(IReadOnlyList<PastRound> rounds, double?[] references, SolveOptions options, CancellationToken cancellation)
{
    private readonly RealisedWorth _worth = new(rounds);
    private readonly Dictionary<(int Round, double Distance), double?> _optima = [];

    public TriedResult Of(TriedTerms terms)
    {
        var (efficiencies, welfare, real, known, trades, paid, fallbacks) = (new List<double>(), 0.0, 0.0, 0, 0, 0.0, 0);
        for (var r = 0; r < rounds.Count; r++)
        {
            // What is paid for is measured at the round's own λ, whatever λ chose.
            var own = Made(rounds[r].Market, rounds[r].Market.Lambda, references[r], DistanceUnder(terms, rounds[r].Market));
            var outcome = terms.Mechanism.Solve(Made(own, own.Lambda * terms.Lambda, references[r] * terms.Reference, own.ExclusiveDistance), options, cancellation);
            if (Optimum(r, own) is { } optimum && Efficiency.Share(own.AtTruth(), outcome, optimum) is { } share) efficiencies.Add(share);
            var realised = _worth.Of(r, outcome);
            welfare += outcome.SocialWelfare;
            (real, known, trades) = (real + realised.Welfare, known + realised.Known, trades + outcome.Edges.Count);
            paid += outcome.Edges.Sum(edge => edge.Payment);
            if (outcome.Fallback is not null) fallbacks++;
        }

        return new(
            terms, efficiencies.Count > 0 ? efficiencies.Average() : null, efficiencies.Count > 0 ? efficiencies.Min() : null, welfare / rounds.Count,
            _worth.Any ? real / rounds.Count : null, trades > 0 ? (double)known / trades : 0, (double)trades / rounds.Count, paid / rounds.Count, fallbacks);
    }

    /// <summary>The walks know no exclusivity.</summary>
    private static double DistanceUnder(TriedTerms terms, MarketRound market) =>
        terms.Mechanism == Mechanism.Marginal || terms.Mechanism == Mechanism.Critical ? 0 : terms.ExclusiveDistance ?? market.ExclusiveDistance;

    private double? Optimum(int round, MarketRound own)
    {
        if (!_optima.TryGetValue((round, own.ExclusiveDistance), out var optimum))
            _optima[(round, own.ExclusiveDistance)] = optimum = Efficiency.Optimum(own.AtTruth(), options, cancellation);
        return optimum;
    }

    private static MarketRound Made(MarketRound market, double lambda, double? reference, double distance) => new(market.Reports, market.Distances, lambda)
    {
        MaxDistance = market.MaxDistance,
        ExclusiveDistance = distance,
        ReferenceGain = reference is { } gain ? GainScale.Of(gain) : null,
        EffectiveSamples = market.EffectiveSamples,
        Gain = market.Gain,
        TrueTypes = market.TrueTypes,
    };
}
