using System.Globalization;

namespace Ipfl.Market.Tuning;

/// <summary>Reads a recommendation off the numbers: by real welfare where most trades' worth is known, else by efficiency.</summary>
internal static class TermsAdvice
{
    /// <summary>What truthfulness, polynomial time or protection from copies may cost.</summary>
    private const double Little = 0.02;

    private const double Most = 0.5;

    public static Recommendation Of(TermsTuning tuning)
    {
        var (mechanism, why) = MechanismOf(tuning);
        var (reference, whyReference) = ReferenceOf(tuning);
        var (lambda, whyLambda) = LambdaOf(tuning);
        var (distance, whyDistance) = DistanceOf(tuning);
        return new(mechanism, reference, lambda, distance, [why, whyReference, whyLambda, whyDistance]);
    }

    /// <summary>Truthful in cost and quick is worth a little; beyond that, exact is better.</summary>
    private static (string Mechanism, string Why) MechanismOf(TermsTuning tuning)
    {
        var own = tuning.Results.Where(Own).ToArray();
        var (clock, vcg) = (own.Single(result => result.Terms.Mechanism == Mechanism.Clock), own.Single(result => result.Terms.Mechanism == Mechanism.Vcg));
        var shown = string.Join(", ", own.Select(result => $"{result.Terms.Mechanism} {Shown(result)}"));
        return Better(vcg, clock) > Little && vcg.Fallbacks == 0
            ? ("vcg", $"mechanism vcg with fallback clock: {shown}; clock, which needs no search, would lose more than {Percent(Little)} here")
            : ("clock", $"mechanism clock: {shown}; it is truthful in cost, needs no search and loses little or nothing against vcg");
    }

    private static (double? Reference, string Why) ReferenceOf(TermsTuning tuning)
    {
        var tried = tuning.Results.Where(result => result.Terms.Mechanism == Mechanism.Reference && result.Terms is { Lambda: 1, ExclusiveDistance: null }).OrderBy(result => result.Terms.Reference).ToArray();
        if (tried.Length == 0 || tuning.ReferenceGain is not { } gain) return (null, "K̃: nobody buys");
        var best = tried.Aggregate((a, b) => Better(b, a) > 0 ? b : a);
        var (reference, clock) = (gain * best.Terms.Reference, tuning.Results.First(result => Own(result) && result.Terms.Mechanism == Mechanism.Clock));
        return (reference, $"K̃ = {Shown(reference)}, should buyers' gain scales not be trusted: reference, truthful in cost and gain scale, then has {Shown(best)} against {Shown(clock)} of clock "
            + $"({string.Join(", ", tried.Select(result => $"× {Shown(result.Terms.Reference)}: {Shown(result)}"))}); state it before anybody reports");
    }

    /// <summary>What distance is worth beyond money is the operator's to say, unless it is known what models did.</summary>
    private static (double Lambda, string Why) LambdaOf(TermsTuning tuning)
    {
        var tried = tuning.Results.Where(result => result.Terms is { Reference: 1, ExclusiveDistance: null } && result.Terms.Mechanism == Mechanism.Clock).OrderBy(result => result.Terms.Lambda).ToArray();
        var own = tried.Single(result => result.Terms.Lambda == 1);
        if (!tried.All(KnowsWorth))
        {
            return (1, $"λ: keep it; how much distance counts against money is yours to say where realised gains are not known ({string.Join(", ", tried.Select(result => $"× {Shown(result.Terms.Lambda)}: welfare {Shown(result.Welfare)}"))})");
        }

        var best = tried.Aggregate(own, (a, b) => Better(b, a) > Little ? b : a);
        return (best.Terms.Lambda, $"λ × {Shown(best.Terms.Lambda)}: {string.Join(", ", tried.Select(result => $"× {Shown(result.Terms.Lambda)}: {Shown(result)}"))}");
    }

    /// <summary>As far as nobody is joined, exclusivity costs nothing; beyond that it is a question of who they are.</summary>
    private static (double Distance, string Why) DistanceOf(TermsTuning tuning)
    {
        var tried = tuning.Results.Where(result => result.Terms.ExclusiveDistance is not null).ToDictionary(result => result.Terms.ExclusiveDistance!.Value);
        var off = tried[0];
        var chosen = tuning.Joined.Where(joined => joined.Distance <= UsualDistance && Loss(off, tried[joined.Distance]) <= Little).MaxBy(joined => joined.Distance);
        if (chosen is null)
        {
            var least = tuning.Joined.MinBy(joined => joined.Distance)!;
            return (0, $"ε = 0: already {Shown(least.Distance)} joins {Shown(least.Participants)} participants a round ({Names(least)}) and costs {Percent(Loss(off, tried[least.Distance]))}; set it if they are one under several names");
        }

        return (chosen.Distance, chosen.Largest.Count == 0
            ? $"ε = {Shown(chosen.Distance)}: it joins nobody, costs nothing, and a second name for the same model will bring nothing"
            : $"ε = {Shown(chosen.Distance)}: it joins {Shown(chosen.Participants)} participants a round ({Names(chosen)}) and costs {Percent(Loss(off, tried[chosen.Distance]))}; see whether they are one under several names");
    }

    /// <summary>The service's default; beyond it honest models of like data may be taken for one.</summary>
    private const double UsualDistance = 0.05;

    private static bool Own(TriedResult result) => result.Terms is { Lambda: 1, Reference: 1, ExclusiveDistance: null };

    private static bool KnowsWorth(TriedResult result) => result.RealWelfare is not null && result.Known >= Most;

    /// <summary>By how much a is better than b, as a share of the better one.</summary>
    private static double Better(TriedResult a, TriedResult b)
    {
        var (x, y) = KnowsWorth(a) && KnowsWorth(b) ? (a.RealWelfare!.Value, b.RealWelfare!.Value) : (a.Efficiency ?? 0, b.Efficiency ?? 0);
        return x == y ? 0 : (x - y) / Math.Max(Math.Abs(x), Math.Abs(y));
    }

    /// <summary>Welfare is compared, as the optimum itself changes with exclusivity.</summary>
    private static double Loss(TriedResult off, TriedResult on)
    {
        var (x, y) = KnowsWorth(off) && KnowsWorth(on) ? (off.RealWelfare!.Value, on.RealWelfare!.Value) : (off.Welfare, on.Welfare);
        return x == y ? 0 : (x - y) / Math.Max(Math.Abs(x), Math.Abs(y));
    }

    private static string Names(JoinedNames joined) => string.Join(", ", joined.Largest.Take(5)) + (joined.Largest.Count > 5 ? ", …" : "");

    private static string Shown(TriedResult result) => KnowsWorth(result)
        ? $"real welfare {Shown(result.RealWelfare!.Value)}"
        : result.Efficiency is { } efficiency ? Percent(efficiency) : "unknown efficiency";

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Shown(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
