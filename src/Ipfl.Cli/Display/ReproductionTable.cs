using Ipfl.Cli.Commands;
using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A reproduced figure on the terminal: tasks × algorithms.</summary>
internal sealed class ReproductionTable(
    Terminal terminal, string figure, string scale, IReadOnlyList<TaskOutcome> tasks, IReadOnlyList<TaskRemark> leftOut)
{
    private bool ShowsUtility => figure == "utility";

    public void Write(string folder, string report)
    {
        var table = new Table().Title(ShowsUtility ? "Mean utility (money, sum over rounds)" : "Best accuracy (%)").AddColumn("algorithm");
        foreach (var task in tasks) table.AddColumn(Markup.Escape($"{task.Task.Config.Task.Id.Replace("-", "-\n", StringComparison.Ordinal)}{(task.Embedded ? " *" : "")}"), column => column.RightAligned());
        foreach (var algorithm in tasks[0].Cells.Select(cell => cell.Cell.Algorithm).Distinct())
            table.AddRow([Markup.Escape(algorithm), .. tasks.Select(task => Show(task, algorithm))]);
        table.AddEmptyRow();
        table.AddRow(["rounds × steps", .. tasks.Select(task => $"{task.Task.Config.Rounds} × {task.Task.Config.Training.Steps}")]);
        terminal.Tables.Write(table);
        if (scale == ReproductionScale.Quick.Name) terminal.Out.WriteLine("Scale               quick: few rounds and steps, not comparable with published figures");
        if (tasks.Any(task => task.Embedded)) terminal.Out.WriteLine("*                   on the small subset that ships with ipfl; accuracies on the full data set are higher");
        if (leftOut.Count > 0) terminal.Out.WriteLine($"Left out            {string.Join(", ", leftOut.Select(task => task.Task))}: their data is not here");
        terminal.Out.WriteLine($"Results             {DefaultFolder.Shown(folder)}");
        terminal.Out.WriteLine($"Report              {DefaultFolder.Shown(report)}");
    }

    public void WriteJson(string report) => CliJson.WriteObject(terminal, new ReproductionJson(figure, scale, [.. tasks.SelectMany(Rows)], leftOut, report));

    private static IEnumerable<ReproductionRow> Rows(TaskOutcome task) => task.Cells.GroupBy(cell => cell.Cell.Algorithm).Select(group =>
    {
        MeanOverSeeds Mean(Func<RunSummary, double> value)
        {
            var (mean, deviation, _) = Spread.Of(group.Select(cell => value(cell.Summary)));
            return new(mean, deviation);
        }

        var config = task.Task.Config;
        return new ReproductionRow(
            config.Task.Id, group.Key, config.Rounds, config.Training.Steps, [.. group.Select(cell => cell.Cell.Seed)], task.Embedded,
            Mean(s => s.MeanBestAccuracy), Mean(s => s.MeanFinalAccuracy), Mean(s => s.MeanUtility), Mean(s => s.MinUtility));
    });

    private string Show(TaskOutcome task, string algorithm)
    {
        var values = task.Cells.Where(cell => cell.Cell.Algorithm == algorithm).Select(cell => ShowsUtility ? cell.Summary.MeanUtility : 100 * cell.Summary.MeanBestAccuracy);
        return Significant.Text(Spread.Of(values));
    }
}
