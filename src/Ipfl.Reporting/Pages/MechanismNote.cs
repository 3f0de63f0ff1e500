namespace Ipfl.Reporting;

/// <summary>What the mechanism of a run promises, and no more than that.</summary>
internal static class MechanismNote
{
    private const string Rational = "Nobody who reports the truth ends a round with a negative utility from trading (individual rationality), and payments balance exactly.";
    private const string Beyond = "A false sample count or gain scale may still pay; audits and deposits are for that.";

    /// <summary>A paragraph about the run's mechanism.</summary>
    public static Html Of(RunResults run)
    {
        if (run.Rounds.Count > 0 && !run.Trades) return Html.Of($"<p>No payments were made in this run, so no promise of a market mechanism applies to it: the use of models is only accounted.</p>");
        return Of(run.Summary?.Mechanism ?? run.Setting("market.mechanism"));
    }

    /// <summary>A paragraph about a mechanism.</summary>
    public static Html Of(string? mechanism) => mechanism switch
    {
        "marginal" => Html.Of($"<p>Mechanism <strong>marginal</strong>. {Rational} It is not truthful in cost: in a finite market a seller may gain by reporting another cost than its own. {Beyond}</p>"),
        "critical" => Html.Of($"<p>Mechanism <strong>critical</strong>. {Rational} It is truthful in cost: no seller gains by reporting another cost than its own, whatever the others report. {Beyond}</p>"),
        "vcg" => Html.Of($"<p>Mechanism <strong>vcg</strong>. {Rational} It is truthful in cost: no seller gains by reporting another cost than its own, whatever the others report; and its graph maximises the objective. {Beyond}</p>"),
        "clock" => Html.Of($"<p>Mechanism <strong>clock</strong>. {Rational} It is truthful in cost: no seller gains by reporting another cost than its own, whatever the others report; and no price of a buyer depends on the cost of a seller that it buys from. {Beyond}</p>"),
        "reference" => Html.Of($"<p>Mechanism <strong>reference</strong>. {Rational} It is truthful in cost and gain scale jointly, where utility counts model preference as the market does: no other cost, gain scale or both bring a participant more, whatever the others report. A false sample count may still pay where no evidence takes its place.</p>"),
        null => Html.Of($"<p>The results do not name a mechanism.</p>"),
        _ => Html.Of($"<p>Mechanism <strong>{mechanism}</strong>; what it promises is not known here.</p>"),
    };
}
