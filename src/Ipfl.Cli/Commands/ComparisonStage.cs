using Ipfl.Cli.Display;
using Ipfl.Reporting;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary>A comparison that is part of something larger.</summary>
internal static class ComparisonStage
{
    /// <summary>Runs what is missing and writes the comparison's report; where all is there, nothing is touched.</summary>
    public static IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> Run(
        Terminal terminal, Comparison comparison, string folder, string stage, CancellationToken cancellation)
    {
        if (comparison is { IsFinished: true, IsTabled: true } && File.Exists(Path.Combine(folder, "report.html")))
        {
            terminal.Say($"[{stage}] done before");
            return comparison.Read();
        }

        try
        {
            var cells = ProgressDisplay.Show(terminal, observer => comparison.Run(observer, terminal.Time, cancellation), stage);
            ComparisonReport.Write(folder, withRuns: false);
            return cells;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("Interrupted; whole rounds are saved. Continue with the same command.");
            throw;
        }
    }
}
