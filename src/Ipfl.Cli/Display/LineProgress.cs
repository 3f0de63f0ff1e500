using Ipfl.Simulation;

namespace Ipfl.Cli.Display;

/// <summary>A line per round, for logs and pipes.</summary>
internal sealed class LineProgress(Terminal terminal, string stage) : IComparisonObserver
{
    private int _rounds;
    private int _firstRound;
    private long _start;
    private string _cell = "";

    public IProgress<double> Loading { get; } = new ShareProgress.Lines(terminal, "loading data");

    public void Started(Experiment experiment, RunFolder folder, int roundsDone)
    {
        (_rounds, _firstRound, _start) = (experiment.Config.Rounds, roundsDone, terminal.Time.GetTimestamp());
        terminal.Say($"{_cell}{RunLines.Opening(experiment, folder, roundsDone)}");
    }

    public void ParticipantTrained(int round, int trained, int participants)
    {
    }

    public void RoundFinished(RoundRecord record, RoundTimings timings)
    {
        var perRound = terminal.Time.GetElapsedTime(_start) / (record.Round - _firstRound);
        terminal.Say($"{_cell}{RunLines.Round(record, _rounds)}  {RunLines.Left(perRound * (_rounds - record.Round))}");
        terminal.Detail(RunLines.Timings(timings));
    }

    public void Planned(IReadOnlyList<ComparisonCell> cells)
    {
    }

    public void CellStarted(ComparisonCell cell, int position, int cells) => _cell = $"[{(stage.Length > 0 ? $"{stage}, " : "")}{position}/{cells} {cell.Algorithm} seed {cell.Seed}] ";

    public void CellFinished(ComparisonCell cell, RunSummary summary, bool wasThere)
    {
        if (wasThere) terminal.Say($"{_cell}done before");
    }
}
