using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>A cell of a comparison: one algorithm with one seed.</summary>
public readonly record struct ComparisonCell(string Algorithm, long Seed);

/// <summary>Hears how a comparison goes on, beside how each of its runs does.</summary>
public interface IComparisonObserver : IRunObserver
{
    /// <summary>The comparison begins; these are all its cells, in their order.</summary>
    void Planned(IReadOnlyList<ComparisonCell> cells);

    /// <summary>A cell's turn has come; <paramref name="position"/> counts from 1.</summary>
    void CellStarted(ComparisonCell cell, int position, int cells);

    /// <summary>A cell is complete; <paramref name="wasThere"/> if it had been run before.</summary>
    void CellFinished(ComparisonCell cell, RunSummary summary, bool wasThere);
}

/// <summary>
/// Runs several algorithms on the same partitions and initial models, one per seed. Each cell is a run folder at
/// <c>ALGORITHM/seed-N</c>: finished cells are not run again and interrupted ones go on, so a comparison resumes by being started again.
/// </summary>
public static class Comparison
{
    /// <summary>Runs what is missing and writes the tables.</summary>
    /// <param name="config">The configuration that all cells share.</param>
    /// <param name="algorithms">Algorithm names, none twice.</param>
    /// <param name="seeds">Seeds, none twice.</param>
    /// <param name="folder">The comparison's folder.</param>
    /// <param name="observer">Told how it goes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <returns>All cells in the order of algorithms, then seeds.</returns>
    /// <exception cref="InvalidDataException">The folder holds cells of another configuration, or names are unknown or doubled.</exception>
    /// <exception cref="OperationCanceledException">Stopped; starting again goes on.</exception>
    public static IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> Run(
        ExperimentConfig config,
        IReadOnlyList<string> algorithms,
        IReadOnlyList<long> seeds,
        string folder,
        IComparisonObserver observer,
        TimeProvider time,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(observer);
        CheckDistinct("algorithms", algorithms);
        CheckDistinct("seeds", seeds);
        (config, var data) = Experiment.LoadData(config);
        (ComparisonCell Cell, ExperimentConfig Config, RunFolder Folder)[] cells =
        [
            .. from algorithm in algorithms
               from seed in seeds
               select (new ComparisonCell(algorithm, seed), config.With(("algorithm", algorithm), ("seed", seed)), CellFolder(folder, algorithm, seed)),
        ];
        foreach (var cell in cells) CheckSameConfiguration(cell.Config, cell.Folder);

        observer.Planned([.. cells.Select(cell => cell.Item1)]);
        var results = new List<(ComparisonCell, RunSummary)>();
        for (var i = 0; i < cells.Length; i++)
        {
            var (cell, cellConfig, cellFolder) = cells[i];
            observer.CellStarted(cell, i + 1, cells.Length);
            var wasThere = cellFolder.IsFinished;
            var summary = wasThere ? cellFolder.ReadSummary() : RunCell(cellConfig, cellFolder, data, observer, time, cancellation);
            observer.CellFinished(cell, summary, wasThere);
            results.Add((cell, summary));
        }

        ComparisonTables.Write(folder, results);
        return results;
    }

    private static RunFolder CellFolder(string folder, string algorithm, long seed) => new(Path.Combine(folder, algorithm, $"seed-{seed}"));

    private static RunSummary RunCell(
        ExperimentConfig config, RunFolder folder, ImageDataSet data, IComparisonObserver observer, TimeProvider time, CancellationToken cancellation) =>
        folder.HasRun
            ? ExperimentRun.Resume(Experiment.Reopen(folder, data), folder, observer, time, cancellation)
            : ExperimentRun.Start(Experiment.Prepare(config, data), folder, observer, time, cancellation);

    private static void CheckSameConfiguration(ExperimentConfig config, RunFolder folder)
    {
        if (folder.HasRun && !Experiment.ReadConfig(folder).GivesSameResultsAs(config))
            throw new InvalidDataException($"{folder.Path}: was run with another configuration; choose another folder with --out, or remove this one");
    }

    private static void CheckDistinct<T>(string what, IReadOnlyList<T> values)
    {
        if (values.Count == 0) throw new InvalidDataException($"{what}: found none; at least one is needed");
        if (values.Distinct().Count() < values.Count) throw new InvalidDataException($"{what}: found {string.Join(", ", values)}; each may be named once");
    }
}
