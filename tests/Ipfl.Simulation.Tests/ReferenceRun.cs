namespace Ipfl.Simulation.Tests;

/// <summary>An undisturbed run, made once, with the state of its folder after every round.</summary>
public sealed class ReferenceRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReferenceRun()
    {
        Whole = new RunFolder(_folder.File("whole"));
        var watcher = new Watcher { OnRound = record => Copy(Whole.Path, _folder.File($"after-{record.Round}")) };
        ExperimentRun.Start(SmallFederation.Prepare(), Whole, watcher, new SteppingClock(), CancellationToken.None);
        Log = watcher.Log;
        Results = RunResults.Of(Whole);
    }

    public int Rounds { get; } = SmallFederation.Config().Rounds;

    public RunFolder Whole { get; }

    public IReadOnlyList<string> Log { get; }

    internal RunResults Results { get; }

    /// <summary>A fresh copy of the folder as a kill right after that round would leave it; 0 is a run that has only begun.</summary>
    public RunFolder KilledAfter(int round, string into)
    {
        if (round > 0)
        {
            Copy(_folder.File($"after-{round}"), into);
            return new(into);
        }

        var begun = new RunFolder(into);
        begun.Create();
        File.Copy(Whole.Config, begun.Config);
        File.Copy(Whole.Partition, begun.Partition);
        return begun;
    }

    /// <summary>A fresh copy of the finished folder.</summary>
    public RunFolder Finished(string into)
    {
        Copy(Whole.Path, into);
        return new(into);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Copies a folder with all that is in it.</summary>
    internal static void Copy(string from, string to)
    {
        foreach (var directory in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            if (Path.GetFileName(file) != "lock") File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
