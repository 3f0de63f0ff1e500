namespace Ipfl.Simulation.Tests;

/// <summary>Writes down what happens, and acts at a moment of its choice.</summary>
internal sealed class Watcher : IComparisonObserver
{
    public List<string> Log { get; } = [];

    public Action<int, int>? OnTrained { get; init; }

    public Action<RoundRecord>? OnRound { get; init; }

    public Action<ComparisonCell, bool>? OnCell { get; init; }

    public void Started(Experiment experiment, RunFolder folder, int roundsDone) => Log.Add($"started after {roundsDone}");

    public void ParticipantTrained(int round, int trained, int participants)
    {
        Log.Add($"trained {round}: {trained}/{participants}");
        OnTrained?.Invoke(round, trained);
    }

    public void RoundFinished(RoundRecord record, RoundTimings timings)
    {
        Log.Add($"round {record.Round}");
        OnRound?.Invoke(record);
    }

    public void Planned(IReadOnlyList<ComparisonCell> cells) => Log.Add($"planned {cells.Count}");

    public void CellStarted(ComparisonCell cell, int position, int cells) => Log.Add($"cell {position}/{cells}: {cell.Algorithm} {cell.Seed}");

    public void CellFinished(ComparisonCell cell, RunSummary summary, bool wasThere)
    {
        Log.Add($"done: {cell.Algorithm} {cell.Seed}{(wasThere ? " before" : "")}");
        OnCell?.Invoke(cell, wasThere);
    }
}
