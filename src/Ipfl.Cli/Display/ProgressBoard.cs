using Ipfl.Simulation;

namespace Ipfl.Cli.Display;

/// <summary>How far a run or a comparison has come, as far as a screen shows it.</summary>
internal sealed class ProgressBoard(string stage)
{
    // Sums of shares that were there before come out by rounding, and a rate made of that would be of years.
    private const double LeastMade = 1e-9;

    private readonly Dictionary<ComparisonCell, double> _accuracies = [];
    private double _found;

    /// <summary>Which part of something larger it is; empty where it is none.</summary>
    public string Stage { get; } = stage;

    /// <summary>All cells of a comparison; empty for a run of its own.</summary>
    public IReadOnlyList<ComparisonCell> Cells { get; private set; } = [];

    /// <summary>The cell that runs now.</summary>
    public ComparisonCell? Running { get; private set; }

    /// <summary>How many cells are complete.</summary>
    public int Done => _accuracies.Count;

    /// <summary>What goes on now, in words.</summary>
    public string Now { get; private set; } = "starting";

    /// <summary>The share of the running run that is done.</summary>
    public double ShareOfRun { get; private set; }

    /// <summary>The share of everything that is done.</summary>
    public double Share => Cells.Count == 0 ? ShareOfRun : Math.Min(1, (Done + ShareOfRun) / Cells.Count);

    public void Plan(IReadOnlyList<ComparisonCell> cells) => Cells = cells;

    /// <summary>A run begins, of which a share was there before.</summary>
    public void Begin(ComparisonCell? cell, double share)
    {
        (Running, ShareOfRun) = (cell, share);
        _found += Cells.Count == 0 ? share : share / Cells.Count;
    }

    public void Advance(double share, string now) => (ShareOfRun, Now) = (share, now);

    public void Complete(ComparisonCell cell, double bestAccuracy, bool wasThere)
    {
        _accuracies[cell] = bestAccuracy;
        (Running, ShareOfRun) = (null, 0);
        if (wasThere) _found += 1.0 / Cells.Count;
    }

    /// <summary>The mean best accuracy of a complete cell, else null.</summary>
    public double? AccuracyOf(ComparisonCell cell) => _accuracies.TryGetValue(cell, out var accuracy) ? accuracy : null;

    /// <summary>What is left after so much time, if it goes on as it has; null as long as nothing was done.</summary>
    public TimeSpan? Left(TimeSpan elapsed)
    {
        var made = Share - _found;
        return made > LeastMade && Share < 1 ? elapsed * ((1 - Share) / made) : null;
    }
}
