using Ipfl.Cli.Display;
using Ipfl.Reporting;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary>Runs what a figure needs, task after task, and reports.</summary>
internal sealed class ReproduceSession(Terminal terminal, string figure, ReproductionRequest request, CancellationToken cancellation)
{
    public int Run(bool json)
    {
        var reproduction = Reproduction.Plan(request);
        foreach (var (task, remark) in reproduction.LeftOut) terminal.Say($"Left out: {task} ({remark})");
        foreach (var (task, remark) in reproduction.OnEmbeddedData) terminal.Say($"On the embedded subset: {task} ({remark})");
        reproduction.Describe(figure);
        var results = reproduction.Tasks.Select((task, i) => new TaskOutcome(
            task, ComparisonStage.Run(terminal, task.Comparison, task.Folder, $"task {i + 1}/{reproduction.Tasks.Count} {task.Config.Task.Id}", cancellation))).ToArray();
        var report = ReproductionReport.Write(request.Folder, figure);
        var shown = new ReproductionTable(terminal, figure, request.Scale.Name, results, reproduction.LeftOut);
        if (json) shown.WriteJson(report);
        else shown.Write(request.Folder, report);
        return ExitCode.Done;
    }
}

/// <summary>A task with all its cells.</summary>
internal sealed record TaskOutcome(ReproductionTask Task, IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> Cells)
{
    /// <summary>Whether its runs were on the subset inside the product.</summary>
    public bool Embedded => Cells.Any(cell => cell.Summary.EmbeddedData);
}
