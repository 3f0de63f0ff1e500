using Ipfl.Simulation;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ipfl.Cli.Display;

/// <summary>Keeps a board up to date on a terminal; what has to stay, such as the opening of a run, scrolls by above it.</summary>
internal sealed class LiveProgress(LiveDisplayContext live, Terminal terminal, string stage) : IComparisonObserver, IProgress<double>
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);
    private static readonly Style DoneStyle = new(Color.Green);
    private static readonly Style OpenStyle = new(Color.Grey);

    private readonly ProgressBoard _board = new(stage);
    private readonly long _start = terminal.Time.GetTimestamp();
    private long _drawn;
    private ComparisonCell? _cell;
    private string _lastRound = "";
    private int _rounds;

    /// <summary>A line until the board takes its place.</summary>
    public IProgress<double> Loading => this;

    public void Planned(IReadOnlyList<ComparisonCell> cells)
    {
        _board.Plan(cells);
        Draw();
    }

    public void CellStarted(ComparisonCell cell, int position, int cells) => _cell = cell;

    public void Started(Experiment experiment, RunFolder folder, int roundsDone)
    {
        (_rounds, _lastRound) = (experiment.Config.Rounds, "");
        if (_cell is null) Write(RunLines.Opening(experiment, folder, roundsDone));
        _board.Begin(_cell, (double)roundsDone / _rounds);
        _board.Advance(_board.ShareOfRun, $"round {roundsDone + 1}/{_rounds}");
        Draw();
    }

    public void ParticipantTrained(int round, int trained, int participants)
    {
        _board.Advance((round - 1 + ((double)trained / participants)) / _rounds, $"round {round}/{_rounds}  participant {trained}/{participants}{_lastRound}");
        if (terminal.Time.GetElapsedTime(_drawn) >= Apart) Draw();
    }

    public void RoundFinished(RoundRecord record, RoundTimings timings)
    {
        _lastRound = $"  accuracy {record.MeanAccuracy:F3}{RunLines.Loss(record)}  welfare {record.SocialWelfare:F2}";
        _board.Advance((double)record.Round / _rounds, RunLines.Round(record, _rounds));
        if (terminal.Verbose) Write($"{(_cell is { } cell ? $"{cell.Algorithm} seed {cell.Seed}  " : "")}round {record.Round}{RunLines.Timings(timings)}");
        Draw();
    }

    public void CellFinished(ComparisonCell cell, RunSummary summary, bool wasThere)
    {
        _board.Complete(cell, summary.MeanBestAccuracy, wasThere);
        Draw();
    }

    void IProgress<double>.Report(double value)
    {
        if (terminal.Time.GetElapsedTime(_drawn) < Apart) return;
        _drawn = terminal.Time.GetTimestamp();
        live.UpdateTarget(new Text($"loading data  {100 * value:F0} %"));
    }

    /// <summary>Lines as wide as the screen, so that nothing of the board that they are written over remains.</summary>
    private void Write(string text)
    {
        foreach (var line in ProgressLines.Wrapped(text, terminal.Progress.Profile.Width)) terminal.Progress.WriteLine(line);
    }

    private void Draw()
    {
        _drawn = terminal.Time.GetTimestamp();
        var size = terminal.Progress.Profile;
        var lines = ProgressLines.Of(_board, _board.Left(terminal.Time.GetElapsedTime(_start)), size.Width, size.Height);
        live.UpdateTarget(new Rows(lines.Select(Styled)));
    }

    private static IRenderable Styled(ProgressLine line) =>
        new Paragraph().Append(line.Before).Append(line.DonePart, DoneStyle).Append(line.OpenPart, OpenStyle).Append(line.After);
}
