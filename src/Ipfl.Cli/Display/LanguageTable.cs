using System.Globalization;
using Ipfl.Cli.Commands;
using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A reproduction on language models as JSON.</summary>
internal sealed record LanguageJson(
    string Task, string Scale, string BaseModel, int Rounds, int Steps, IReadOnlyList<LanguageParticipant> Participants, IReadOnlyList<LanguageOutcome> Outcomes, string Report);

/// <summary>A reproduction on language models on the terminal: losses of each participant, then means and who traded with whom.</summary>
internal sealed class LanguageTable(Terminal terminal, LanguageFindings findings, LanguageReproduction reproduction, ReproductionScale scale)
{
    private string Report => Path.Combine(reproduction.Folder, "report.html");

    public void Write()
    {
        WriteParticipants();
        WriteOutcomes();
        terminal.Out.WriteLine($"Task                {reproduction.Config.Task.Id}, {reproduction.Config.Rounds} rounds × {reproduction.Config.Training.Steps} steps");
        if (scale == ReproductionScale.Quick) terminal.Out.WriteLine("Scale               quick: few rounds and steps on a small base model, not comparable with published figures");
        terminal.Out.WriteLine($"Results             {DefaultFolder.Shown(reproduction.Folder)}");
        terminal.Out.WriteLine($"Report              {DefaultFolder.Shown(Report)}");
    }

    public void WriteJson() => CliJson.WriteObject(terminal, new LanguageJson(
        reproduction.Config.Task.Id, scale.Name, reproduction.BaseModel, reproduction.Config.Rounds, reproduction.Config.Training.Steps, findings.Participants, findings.Outcomes, Report));

    private void WriteParticipants()
    {
        var table = new Table().Title("Evaluation loss (exact match) after the last round").AddColumn("id").AddColumn("records of").AddColumn("samples", column => column.RightAligned());
        foreach (var outcome in findings.Outcomes) table.AddColumn(Markup.Escape(outcome.Algorithm), column => column.RightAligned());
        foreach (var participant in findings.Participants)
        {
            table.AddRow(
            [
                Markup.Escape(participant.Id), Markup.Escape(participant.Source), participant.Samples.ToString(CultureInfo.InvariantCulture),
                .. findings.Outcomes.Select(outcome => $"{participant.Losses[outcome.Algorithm]:F3} ({participant.Matches[outcome.Algorithm]:F3})"),
            ]);
        }

        terminal.Tables.Write(table);
    }

    private void WriteOutcomes()
    {
        var table = new Table().AddColumn("algorithm");
        foreach (var heading in new[] { "evaluation loss", "exact match", "least utility", "pairs of one source that trade", "of two" }) table.AddColumn(heading, column => column.RightAligned());
        foreach (var outcome in findings.Outcomes)
        {
            table.AddRow(
                Markup.Escape(outcome.Algorithm), $"{outcome.MeanEvaluationLoss:F4}", $"{outcome.MeanExactMatch:F4}", $"{outcome.MinUtility:F3}", Share(outcome.TradesWithin), Share(outcome.TradesAcross));
        }

        terminal.Tables.Write(table);
    }

    private static string Share(double? share) => share is { } known ? $"{100 * known:F0} %" : "–";
}
