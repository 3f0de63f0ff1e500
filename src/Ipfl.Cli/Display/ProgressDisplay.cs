using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>Shows how runs go on: a board on a terminal, a line per round elsewhere, nothing with --quiet.</summary>
internal static class ProgressDisplay
{
    /// <param name="terminal">Where.</param>
    /// <param name="work">What goes on.</param>
    /// <param name="stage">Which part of something larger it is; empty where it is none.</param>
    public static T Show<T>(Terminal terminal, Func<IComparisonObserver, T> work, string stage = "")
    {
        if (terminal.Quiet) return work(new SilentProgress());
        if (!terminal.Progress.Profile.Capabilities.Interactive) return work(new LineProgress(terminal, stage));
        return terminal.Progress.Live(Text.Empty)
            .Start(live => work(new LiveProgress(live, terminal, stage)));
    }
}

/// <summary>Says nothing.</summary>
internal sealed class SilentProgress : IComparisonObserver
{
    public void Started(Experiment experiment, RunFolder folder, int roundsDone)
    {
    }

    public void ParticipantTrained(int round, int trained, int participants)
    {
    }

    public void RoundFinished(RoundRecord record, RoundTimings timings)
    {
    }

    public void Planned(IReadOnlyList<ComparisonCell> cells)
    {
    }

    public void CellStarted(ComparisonCell cell, int position, int cells)
    {
    }

    public void CellFinished(ComparisonCell cell, RunSummary summary, bool wasThere)
    {
    }
}
