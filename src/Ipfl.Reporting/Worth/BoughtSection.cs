namespace Ipfl.Reporting;

/// <summary>The opening of a run's report: what was paid, and what it bought.</summary>
internal static class BoughtSection
{
    /// <summary>The topic of its figures.</summary>
    public const string Topic = "What was paid and what it bought";

    public static Html Of(RunResults run, IEnumerable<Figure> figures) => Bought.Of(run) is { } bought
        ? Page.Section(Topic, Keys(run, bought), Words(run, bought), Html.Join(figures.Where(figure => figure.Topic == Topic).Select(Page.Picture)))
        : Html.Empty;

    private static Html Keys(RunResults run, Bought bought) => Page.Keys(
    [
        .. run.Trades ? [Page.Key("Paid", Quantity.Money(bought.Paid))] : Array.Empty<Html>(),
        Page.Key("Predicted gain", Quantity.Money(bought.Predicted)),
        Page.Key("Realised gain", Quantity.Money(bought.Realised)),
        Page.Key("Real welfare", Quantity.Money(bought.RealWelfare)),
        .. bought.ShareHurt is { } hurt ? [Page.Key("Imports that did harm", Quantity.Percent(hurt))] : Array.Empty<Html>(),
        .. bought.RankCorrelation is { } rank ? [Page.Key("Rank correlation of price and worth", Quantity.Exact(rank, Shown.Correlation(rank)))] : Array.Empty<Html>(),
    ]);

    private static Html Words(RunResults run, Bought bought) => Html.Of($"<p>{Html.Join([Deal(run, bought), Harm(bought), Welfare(bought), Adversaries(run)])}</p>\n{Method(run, bought)}");

    private static Html Deal(RunResults run, Bought bought)
    {
        if (bought.Imports == 0 && bought.Trades.Count == 0) return Html.Of($"Nobody used another's model: nothing was paid, nothing was bought. ");
        var (kept, idle) = (bought.Trades.Count(trade => trade is { Benign: true, Void: false }), bought.Trades.Count(trade => trade.Void));
        var ratio = bought.Predicted > 0 ? Html.Of($", {Shown.Percent(bought.Realised / bought.Predicted)} of that") : Html.Empty;
        var voided = idle == 0 ? Html.Empty : Html.Of($" {Counted.Of(idle, "further trade")} {(idle == 1 ? "was" : "were")} void: the buyer tried what it was to get, was no better off with it, kept its own model and paid nothing.");
        return run.Trades
            ? Html.Of($"Buyers paid <strong>{Quantity.Money(bought.Paid)}</strong> for {Counted.Of(kept, "trade")}. By the market's account that bought a gain of {Quantity.Money(bought.Predicted)}; measured, it bought <strong>{Quantity.Money(bought.Realised)}</strong>{ratio}.{voided} ")
            : Html.Of($"Nobody paid. By the market's law the models of others would be worth {Quantity.Money(bought.Predicted)} to those who used them; measured, they were worth <strong>{Quantity.Money(bought.Realised)}</strong>{ratio}.{voided} ");
    }

    private static Html Harm(Bought bought) => bought.Imports == 0
        ? Html.Empty
        : Html.Of($"Of {bought.Imports} times that one imported in a round, {(bought.Hurt == 0 ? "none" : $"{bought.Hurt}")} did harm. ");

    private static Html Welfare(Bought bought) => Html.Of(
        $"After sharing costs the real welfare is <strong>{Quantity.Money(bought.RealWelfare)}</strong>; the market's own account says {Quantity.Money(bought.MarketWelfare)}. ");

    private static Html Adversaries(RunResults run)
    {
        ParticipantTotal[] adversaries = [.. run.Participants.Where(p => !p.Standing.IsBenign)];
        if (adversaries.Length == 0 || !run.Trades) return Html.Empty;
        var names = string.Join(", ", adversaries.Take(5).Select(p => $"{p.Id} ({p.Standing.Role})")) + (adversaries.Length > 5 ? ", …" : "");
        var honest = run.Participants.Where(p => p.Standing.IsBenign).Select(p => p.Received).DefaultIfEmpty().Average();
        return Html.Of($"{(adversaries.Length == 1 ? "The adversary" : "The adversaries")} {names} {(adversaries.Length == 1 ? "was" : "were")} paid {Quantity.Money(adversaries.Sum(p => p.Received))}; the others {Quantity.Money(honest)} each on average.");
    }

    private static Html Method(RunResults run, Bought bought)
    {
        var partly = bought.Rounds < run.Rounds.Count ? $" Only {bought.Rounds} of {run.Rounds.Count} rounds were measured; the numbers are those of these rounds." : "";
        return Html.Of($"<p class=\"lead\">Realised gain: that of as many samples as the import took off the loss, on test data that no decision used, before the next training; it is in money, on the scale of the market's law √(K/N) − √(K/(N + n)). Sums are over the rounds and all {BenignRole.Rule}.{partly}</p>\n");
    }
}
