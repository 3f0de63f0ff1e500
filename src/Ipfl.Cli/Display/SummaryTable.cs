using Ipfl.Cli.Commands;
using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A finished run on the terminal.</summary>
internal static class SummaryTable
{
    public static void Write(Terminal terminal, RunSummary summary, RunFolder folder, string report)
    {
        var table = new Table().Title(Markup.Escape($"{summary.Algorithm} on {summary.Task}, seed {summary.Seed}, {summary.Rounds} rounds, mechanism {summary.Mechanism}"));
        table.AddColumn("id", column => column.Padding(1, 0, 0, 0));
        if (summary.Groups is not null) table.AddColumn("what", column => column.Padding(1, 0, 0, 0));

        // Narrow enough for a terminal of 80 columns.
        string[] measures = summary.Groups is null ? ["samples", "best acc", "last acc"] : ["N", "best", "last"];
        foreach (var heading in (string[])[.. measures, "gain", "paid", "received", "cost", "utility"])
            table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(1, 0, 0, 0));
        foreach (var p in summary.Participants)
        {
            table.AddRow(
            [
                Markup.Escape(p.Id),
                .. summary.Groups is null ? Array.Empty<string>() : [Markup.Escape(What(p))],
                $"{p.Samples}", $"{p.BestAccuracy:F3}", $"{p.FinalAccuracy:F3}", $"{p.Gain:F2}", $"{p.Paid:F2}", $"{p.Received:F2}", $"{p.Cost:F2}", $"{p.Utility:F2}",
            ]);
        }

        terminal.Tables.Write(table);
        terminal.Out.WriteLine($"Mean best accuracy  {summary.MeanBestAccuracy:F4}   (mean after the last round {summary.MeanFinalAccuracy:F4})");
        if (summary.MeanEvaluationLoss is { } loss) terminal.Out.WriteLine($"Evaluation loss     {loss:F4}   (mean after the last round)");
        terminal.Out.WriteLine($"Mean utility        {summary.MeanUtility:F4}   (least {summary.MinUtility:F4}; sums over all rounds)");
        if (summary.RealWelfare is { } welfare) Write(terminal, welfare, summary);
        if (summary.Groups?.Where(group => group.Role == "attacker").ToArray() is { Length: > 0 } attackers)
            terminal.Out.WriteLine($"Attackers' income   {attackers.Sum(group => group.Received):F4}   (they and free-riders are left out of the means)");
        if (summary.Incomes is { } incomes && incomes.Others.Where(holder => holder.Role == "adversary").ToArray() is { Length: > 0 } adversaries)
            terminal.Out.WriteLine($"Adversary's income  {adversaries.Average(holder => holder.Income):F4}   (a benign participant's {incomes.BenignIncome:F4}; received less sharing cost)");
        if (summary.Audit is { } audit) Write(terminal, audit, summary);
        terminal.Out.WriteLine($"Time                {DurationText.Of(summary.WallSeconds)}   ({summary.ImagesPerSecond:F0} training samples per second)");
        if (summary.EmbeddedData) terminal.Out.WriteLine("Data                the small subset that ships with ipfl; accuracies on the full data set are higher");
        terminal.Out.WriteLine($"Results             {DefaultFolder.Shown(folder.Path)}");
        terminal.Out.WriteLine($"Report              {DefaultFolder.Shown(report)}");
    }

    /// <summary>Type and role in one word, or two where both differ from the usual.</summary>
    private static string What(ParticipantSummary p) =>
        p.Role == "honest" || p.Role == p.Type ? p.Type : p.Type == "uniform" ? p.Role : $"{p.Type}, {p.Role}";

    /// <summary>What was paid and what it bought.</summary>
    private static void Write(Terminal terminal, double welfare, RunSummary summary)
    {
        var hurt = summary.ShareHurt is { } share ? $"; {100 * share:F0} % of imports did harm" : "";
        var rank = summary.RankCorrelation is { } correlation ? $"; price and worth correlate by {correlation:F2}" : "";
        terminal.Out.WriteLine($"Paid and got        {summary.Invested:F2} paid for a predicted gain of {summary.AccountedGain:F2}; realised {summary.RealisedGain:F2}{hurt}{rank}");
        terminal.Out.WriteLine($"Real welfare        {welfare:F4}   (realised gains − sharing costs; by the market's own account {summary.SocialWelfare:F4})");
    }

    private static void Write(Terminal terminal, AuditSummary audit, RunSummary summary)
    {
        terminal.Out.WriteLine($"A false cost        {Paid(audit.Cost, summary)}");
        terminal.Out.WriteLine($"False samples       {Paid(audit.Samples, summary)}");
        terminal.Out.WriteLine($"A false gain scale  {Paid(audit.GainScale, summary)}");
    }

    private static string Paid(LieSummary lie, RunSummary summary) => lie.Rounds == 0
        ? "would have paid nobody in any round"
        : $"would have paid {lie.Participants} of {summary.Participants.Count} in {lie.Rounds} of {summary.Rounds} rounds, at most {lie.MaxRegret:F4} ({lie.Participant}, round {lie.Round})";
}
