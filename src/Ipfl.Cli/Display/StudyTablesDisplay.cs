using Ipfl.Cli.Commands;
using Ipfl.Reporting;
using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A study as JSON: all its tables.</summary>
internal sealed record StudyJson(
    string Study, string Scale, string Task, int Rounds, int Steps, IReadOnlyList<long> Seeds, bool EmbeddedData, IReadOnlyList<StudyTable> Tables, string Report);

/// <summary>A study on the terminal: the main tables of its report.</summary>
internal sealed class StudyTablesDisplay(Terminal terminal, StudyRequest request, Study study)
{
    public void Write(StudyReport report)
    {
        foreach (var table in report.Main) Write(table);
        terminal.Out.WriteLine($"Task                {study.Config.Task.Id}, {study.Config.Rounds} rounds × {study.Config.Training.Steps} steps");
        if (request.Scale == ReproductionScale.Quick) terminal.Out.WriteLine("Scale               quick: few rounds and steps, not comparable with published figures");
        if (study.OnEmbeddedData is not null) terminal.Out.WriteLine("Data                the small subset that ships with ipfl; accuracies on the full data set are higher");
        terminal.Out.WriteLine($"Results             {DefaultFolder.Shown(Path.Combine(request.Folder, request.Definition.Name))}");
        terminal.Out.WriteLine($"Report              {DefaultFolder.Shown(report.Path)}");
    }

    public void WriteJson(StudyReport report) => CliJson.WriteObject(terminal, new StudyJson(
        request.Definition.Name, request.Scale.Name, study.Config.Task.Id, study.Config.Rounds, study.Config.Training.Steps, study.Seeds, study.OnEmbeddedData is not null,
        report.Tables, report.Path));

    private void Write(StudyTable table)
    {
        var drawn = new Table().Title(Markup.Escape(table.Title)).AddColumn(Markup.Escape(table.RowHead));
        foreach (var column in table.Columns) drawn.AddColumn(Markup.Escape(column.Heading), shown => shown.RightAligned());
        foreach (var row in table.Rows)
            drawn.AddRow([Markup.Escape(row.Name), .. row.Values.Select((value, i) => value is null ? "–" : Markup.Escape(table.Show(value, i)))]);
        terminal.Tables.Write(drawn);
    }
}
