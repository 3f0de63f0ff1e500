using Ipfl.Cli.Display;
using Ipfl.Reporting;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary>Runs what a study needs, variant after variant, and reports.</summary>
internal sealed class StudySession(Terminal terminal, StudyRequest request, CancellationToken cancellation)
{
    public int Run(bool json)
    {
        var study = Study.Plan(request);
        foreach (var (task, remark) in study.WithoutData) terminal.Say($"Not on {task}: {remark}");
        if (study.OnEmbeddedData is { } embedded) terminal.Say($"On the embedded subset: {embedded.Task} ({embedded.Remark})");
        study.Describe();
        foreach (var (part, i) in study.Parts.Select((part, i) => (part, i)))
            ComparisonStage.Run(terminal, part.Comparison, part.Folder, $"variant {i + 1}/{study.Parts.Count} {part.Variant.Name}", cancellation);
        var report = StudyReport.Write(request.Folder, request.Definition.Name);
        var tables = new StudyTablesDisplay(terminal, request, study);
        if (json) tables.WriteJson(report);
        else tables.Write(report);
        return ExitCode.Done;
    }
}
