using System.Globalization;
using System.Text;
using ScottPlot;

namespace Ipfl.Reporting;

/// <summary>A mechanism's regret in cost in markets of one size; shares from 0 to 1, utility and regret in money.</summary>
/// <param name="Mechanism">The mechanism's name.</param>
/// <param name="Participants">The size of each market.</param>
/// <param name="Markets">How many markets were audited.</param>
/// <param name="MarketShare">The share of markets in which some false cost pays.</param>
/// <param name="ParticipantShare">The share of participants whom some false cost pays.</param>
/// <param name="MeanUtility">The mean utility when all reports are true.</param>
/// <param name="MeanRegret">The mean regret.</param>
/// <param name="MaxRegret">The largest regret.</param>
public readonly record struct RegretCurveRow(
    string Mechanism, int Participants, int Markets, double MarketShare, double ParticipantShare, double MeanUtility, double MeanRegret, double MaxRegret)
{
    /// <summary>Whether the regrets are exact; false where false costs were only searched.</summary>
    public bool Exact { get; init; } = true;

    /// <summary>A regret relative to the mean utility; null where nobody has any.</summary>
    internal double? Relative(double regret) => MeanUtility > 0 ? regret / MeanUtility : null;
}

/// <summary>Writes the curve of regret against the size of the market.</summary>
public static class RegretCurveReport
{
    private static readonly string[] Names = ["regret-share", "regret-mean"];

    /// <summary>The curve as CSV, a row per mechanism and size; numbers round-trip.</summary>
    public static string ToCsv(IReadOnlyList<RegretCurveRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder("mechanism,participants,markets,marketShare,participantShare,meanUtility,meanRegret,maxRegret,relativeMeanRegret,relativeMaxRegret\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Mechanism},{row.Participants},{row.Markets},{row.MarketShare:R},{row.ParticipantShare:R},");
            text.Append(CultureInfo.InvariantCulture, $"{row.MeanUtility:R},{row.MeanRegret:R},{row.MaxRegret:R},{row.Relative(row.MeanRegret):R},{row.Relative(row.MaxRegret):R}\n");
        }

        return text.ToString();
    }

    /// <summary>Writes <c>regret-curve.csv</c>, <c>figures/regret-*.png</c> and <c>regret-curve.html</c> into an existing folder.</summary>
    /// <returns>The full path of <c>regret-curve.html</c>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Write(string folder, IReadOnlyList<RegretCurveRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var full = ResultFolder.Existing(folder);
        AtomicFile.WriteAllText(Path.Combine(full, "regret-curve.csv"), ToCsv(rows));
        Figure[] figures =
        [
            Draw(rows, Names[0], "Participants whom a false cost pays", "Share (%)", row => 100 * row.ParticipantShare),
            Draw(rows, Names[1], "Mean regret in cost", "% of the mean utility", row => 100 * row.Relative(row.MeanRegret) ?? 0),
        ];
        return ReportFiles.Write(full, PageOf(rows, figures), figures, Names, "regret-curve.html");
    }

    private static string PageOf(IReadOnlyList<RegretCurveRow> rows, Figure[] figures) => Page.Of("Regret in cost and the size of the market",
    [
        Html.Of($"<h1>Regret in cost and the size of the market</h1>\n<p class=\"lead\">What participants of random markets could gain by one false cost, all other reports being true. {(rows.All(row => row.Exact) ? "Every regret is exact." : $"Regrets are exact, but for {string.Join(", ", rows.Where(row => !row.Exact).Select(row => row.Mechanism).Distinct())}: searched, and perhaps a little larger.")}</p>\n"),
        .. Page.Pictures(figures),
        Page.Section("Numbers", HtmlTable.Of(["Mechanism", "Participants", "Markets", "Markets with regret", "Participants with regret", "Mean utility", "Mean regret", "Largest regret", "Mean regret / mean utility", "Largest regret / mean utility"], rows.Select(Row))),
        Page.Section("What the mechanisms promise", [.. rows.Select(row => row.Mechanism).Distinct().Select(name => MechanismNote.Of(name))]),
    ]);

    private static IReadOnlyList<Html> Row(RegretCurveRow row) =>
    [
        Html.Of($"{row.Mechanism}"), Quantity.Whole(row.Participants), Quantity.Whole(row.Markets), Quantity.Percent(row.MarketShare),
        Quantity.Percent(row.ParticipantShare), Quantity.Money(row.MeanUtility), Quantity.Money(row.MeanRegret), Quantity.Money(row.MaxRegret),
        Share(row.Relative(row.MeanRegret)), Share(row.Relative(row.MaxRegret)),
    ];

    private static Html Share(double? share) => share is { } value ? Quantity.Percent(value) : Html.Of($"–");

    private static Figure Draw(IReadOnlyList<RegretCurveRow> rows, string name, string title, string unit, Func<RegretCurveRow, double> value)
    {
        var plot = Chart.New(title, "Participants in the market", unit);
        string[] mechanisms = [.. rows.Select(row => row.Mechanism).Distinct()];
        int[] sizes = [.. rows.Select(row => row.Participants).Distinct().Order()];
        for (var i = 0; i < mechanisms.Length; i++)
        {
            RegretCurveRow[] own = [.. rows.Where(row => row.Mechanism == mechanisms[i]).OrderBy(row => row.Participants)];
            var line = plot.Add.Scatter(own.Select(row => (double)Array.IndexOf(sizes, row.Participants)).ToArray(), own.Select(value).ToArray(), Palette.Of(i, mechanisms.Length));
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2.5f, 9 - (2 * i), mechanisms[i]);
            line.LinePattern = i == 0 ? LinePattern.Solid : i == 1 ? LinePattern.Dashed : LinePattern.Dotted;
        }

        plot.NamesBelow([.. sizes.Select(size => $"{size}")]);
        var most = rows.Max(value);
        plot.Axes.SetLimitsY(most > 0 ? -0.03 * most : -0.03, most > 0 ? 1.1 * most : 1);
        plot.LegendOutside();
        return new(name, "Regret", title, $"{title}, by the size of the market; sizes are set at equal steps. Zero is no regret at all.", plot.ToPng());
    }
}
