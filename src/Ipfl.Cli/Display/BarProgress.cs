using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>A bar per run with round, participant, accuracy, welfare and time left.</summary>
internal sealed class BarProgress(ProgressContext context, Terminal terminal) : IComparisonObserver
{
    private ProgressTask? _bar;
    private string _cell = "";
    private string _lastRound = "";
    private int _participants;
    private int _rounds;

    public void Started(Experiment experiment, RunFolder folder, int roundsDone)
    {
        (_participants, _rounds, _lastRound) = (experiment.Config.Participants, experiment.Config.Rounds, "");
        terminal.Progress.WriteLine($"{_cell}{RunLines.Opening(experiment, folder, roundsDone)}");
        _bar = context.AddTask(Markup.Escape($"{_cell}round {roundsDone + 1}/{_rounds}"), maxValue: (double)_rounds * _participants);
        _bar.Value = (double)roundsDone * _participants;
    }

    public void ParticipantTrained(int round, int trained, int participants)
    {
        _bar!.Value = ((round - 1) * (double)_participants) + trained;
        _bar.Description = Markup.Escape($"{_cell}round {round}/{_rounds}  participant {trained}/{participants}{_lastRound}");
    }

    public void RoundFinished(RoundRecord record, RoundTimings timings)
    {
        _lastRound = $"  accuracy {record.Participants.Average(p => p.Accuracy):F3}  welfare {record.SocialWelfare:F2}";
        _bar!.Description = Markup.Escape($"{_cell}{RunLines.Round(record, _rounds)}");
        if (terminal.Verbose) terminal.Progress.WriteLine(RunLines.Timings(timings));
    }

    public void CellStarted(ComparisonCell cell, int position, int cells) => _cell = $"{position}/{cells} {cell.Algorithm} seed {cell.Seed}  ";

    public void CellFinished(ComparisonCell cell, RunSummary summary, bool wasThere)
    {
        if (wasThere) terminal.Progress.WriteLine($"{_cell}done before");
    }
}
