using Ipfl.Simulation;
using Spectre.Console;

namespace Ipfl.Cli.Display;

/// <summary>
/// A bar per run with round, participant, accuracy, welfare and time left; for a comparison one for each cell, waiting ones too, as far as
/// the terminal is high enough, and one for all of them.
/// </summary>
internal sealed class BarProgress(ProgressContext context, Terminal terminal, string stage) : IComparisonObserver
{
    private const int LinesForText = 4;

    private readonly Dictionary<ComparisonCell, ProgressTask> _waiting = [];
    private ProgressTask? _all;
    private ProgressTask? _bar;
    private ComparisonCell _cell;
    private string _name = "";
    private string _lastRound = "";
    private int _done;
    private int _participants;
    private int _rounds;

    public void Planned(IReadOnlyList<ComparisonCell> cells)
    {
        _all = context.AddTask(Markup.Escape(stage.Length > 0 ? $"{stage}, {cells.Count} runs" : $"all {cells.Count} runs"), maxValue: cells.Count);
        if (cells.Count + LinesForText > terminal.Progress.Profile.Height) return;
        foreach (var cell in cells) _waiting[cell] = context.AddTask(Markup.Escape($"{Name(cell)}waiting"), autoStart: false);
    }

    public void CellStarted(ComparisonCell cell, int position, int cells) => (_cell, _name) = (cell, Name(cell));

    public void Started(Experiment experiment, RunFolder folder, int roundsDone)
    {
        (_participants, _rounds, _lastRound) = (experiment.Config.Participants, experiment.Config.Rounds, "");
        if (_all is null) terminal.Progress.WriteLine(RunLines.Opening(experiment, folder, roundsDone));
        _bar = _waiting.GetValueOrDefault(_cell) ?? context.AddTask("starting", autoStart: false);
        _bar.StartTask();
        _bar.MaxValue = (double)_rounds * _participants;
        Advance((double)roundsDone * _participants, $"round {roundsDone + 1}/{_rounds}");
    }

    public void ParticipantTrained(int round, int trained, int participants) =>
        Advance(((round - 1) * (double)_participants) + trained, $"round {round}/{_rounds}  participant {trained}/{participants}{_lastRound}");

    public void RoundFinished(RoundRecord record, RoundTimings timings)
    {
        _lastRound = $"  accuracy {record.MeanAccuracy:F3}{RunLines.Loss(record)}  welfare {record.SocialWelfare:F2}";
        Advance(record.Round * (double)_participants, RunLines.Round(record, _rounds));
        if (terminal.Verbose) terminal.Progress.WriteLine(RunLines.Timings(timings));
    }

    public void CellFinished(ComparisonCell cell, RunSummary summary, bool wasThere)
    {
        if (_all is not null) _all.Value = ++_done;
        if (_waiting.TryGetValue(cell, out var bar)) Close(bar, summary, wasThere);
        else if (wasThere) terminal.Progress.WriteLine($"{_name}done before");
    }

    private static string Name(ComparisonCell cell) => $"{cell.Algorithm} seed {cell.Seed}  ";

    private void Close(ProgressTask bar, RunSummary summary, bool wasThere)
    {
        bar.StartTask();
        bar.Value = bar.MaxValue;
        bar.Description = Markup.Escape($"{_name}{(wasThere ? "done before" : "done")}  best {summary.MeanBestAccuracy:F3}  utility {summary.MeanUtility:F2}");
    }

    private void Advance(double value, string text)
    {
        if (_all is not null) _all.Value = _done + (value / _bar!.MaxValue);
        _bar!.Value = value;
        _bar.Description = Markup.Escape($"{_name}{text}");
    }
}
