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
/// Several algorithms on the same partitions and initial models, one per seed. Each cell is a run folder at
/// <c>ALGORITHM/seed-N</c>: finished cells are not run again and interrupted ones go on, so a comparison resumes by being started again.
/// </summary>
public sealed class Comparison
{
    private readonly string _folder;
    private readonly ExperimentConfig _config;
    private readonly (ComparisonCell Cell, ExperimentConfig Config, RunFolder Folder)[] _cells;
    private readonly string? _against;

    private Comparison(ExperimentConfig config, IReadOnlyList<string> algorithms, IReadOnlyList<long> seeds, string? against, string folder)
    {
        (_config, _folder, _against) = (WithData(config, algorithms, seeds, folder), folder, against);
        _cells =
        [
            .. from algorithm in algorithms
               from seed in seeds
               select (new ComparisonCell(algorithm, seed), OfCell(_config, algorithm, seed), CellFolder(folder, algorithm, seed)),
        ];
    }

    /// <summary>The cells that are asked for, in the order of algorithms, then seeds.</summary>
    public IReadOnlyList<ComparisonCell> Cells => [.. _cells.Select(cell => cell.Cell)];

    /// <summary>Whether each of them has been run.</summary>
    public bool IsFinished => _cells.All(cell => cell.Folder.IsFinished);

    /// <summary>Whether each of them has its row in <c>comparison.csv</c>, beside which there may be others.</summary>
    public bool IsTabled => ComparisonTables.Rows(_folder).ToHashSet().IsSupersetOf(Cells);

    /// <summary>Where the workload comes from; whoever runs several comparisons on the same data loads them once.</summary>
    internal Func<ExperimentConfig, Loading, Workload> LoadWorkload { get; set; } = (config, loading) => Experiment.LoadWorkload(config, loading).Workload;

    /// <summary>Plans a comparison; nothing is loaded or run yet.</summary>
    /// <param name="config">The configuration that all cells share.</param>
    /// <param name="algorithms">Algorithm names, none twice.</param>
    /// <param name="seeds">Seeds, none twice.</param>
    /// <param name="folder">The comparison's folder.</param>
    /// <param name="against">The algorithm that the others are compared with: null is <c>ipfl</c> if it is among them, else the first.</param>
    /// <exception cref="InvalidDataException">The folder holds cells of another configuration, names are unknown or doubled, or the device is not here.</exception>
    public static Comparison Plan(
        ExperimentConfig config, IReadOnlyList<string> algorithms, IReadOnlyList<long> seeds, string folder, string? against = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Device.EnsureHere();
        CheckDistinct("algorithms", algorithms);
        CheckDistinct("seeds", seeds);
        if (config.AuditsRounds && !algorithms.Any(ConfigResolution.Trades))
            throw new InvalidDataException($"market.audit has no effect on a comparison of {string.Join(", ", algorithms)}, none of which trades; remove it or add one that does");
        var comparison = new Comparison(config, algorithms, seeds, against, folder);
        var there = ComparisonCells.In(folder);
        PairedComparison.ReferenceAmong([.. algorithms.Union(there.Select(cell => cell.Algorithm))], against);
        foreach (var cell in comparison._cells.Select(cell => cell.Cell).Union(there))
            CheckSameConfiguration(OfCell(comparison._config, cell.Algorithm, cell.Seed), CellFolder(folder, cell.Algorithm, cell.Seed));
        return comparison;
    }

    /// <summary>The cells that are asked for, all of which have been run.</summary>
    /// <exception cref="InvalidDataException">A cell is not finished, or its summary is damaged.</exception>
    public IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> Read() => [.. _cells.Select(cell => (cell.Cell, cell.Folder.ReadSummary()))];

    /// <summary>All finished cells of the folder, those that are asked for first, and what can be said about them.</summary>
    /// <exception cref="InvalidDataException">A summary is damaged.</exception>
    public ComparisonOutcome Outcome()
    {
        (ComparisonCell Cell, RunSummary Summary)[] cells = [.. FinishedCells().Select(cell => (cell, CellFolder(_folder, cell.Algorithm, cell.Seed).ReadSummary()))];
        return ComparisonOutcome.Of(_config, cells, _against);
    }

    /// <summary>Runs what is missing and writes the tables of all finished cells of the folder.</summary>
    /// <param name="observer">Told how it goes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <returns>The cells that are asked for, in the order of algorithms, then seeds.</returns>
    /// <exception cref="InvalidDataException">Data are damaged, or do not suit the configuration.</exception>
    /// <exception cref="IOException">Data are missing or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Stopped; starting again goes on.</exception>
    public IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> Run(IComparisonObserver observer, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var workload = IsFinished ? null : LoadWorkload(_config, new(observer.Loading, cancellation));
        if (workload is not null) CheckSameData(workload.Facts);
        observer.Planned(Cells);
        var results = new List<(ComparisonCell, RunSummary)>();
        foreach (var (cell, config, folder) in _cells)
        {
            observer.CellStarted(cell, results.Count + 1, _cells.Length);
            var wasThere = folder.IsFinished;
            var summary = wasThere ? folder.ReadSummary() : RunCell(config, folder, workload!, observer, time, cancellation);
            observer.CellFinished(cell, summary, wasThere);
            results.Add((cell, summary));
        }

        WriteTables();
        return results;
    }

    /// <summary>Another process may have run other cells in the same folder: whoever writes last has seen the cells of all.</summary>
    private void WriteTables()
    {
        ComparisonOutcome outcome;
        do
        {
            outcome = Outcome();
            ComparisonTables.Write(_folder, outcome);
        }
        while (!outcome.Cells.Select(pair => pair.Cell).SequenceEqual(FinishedCells()));
    }

    private ComparisonCell[] FinishedCells()
    {
        var found = ComparisonCells.In(_folder).Where(cell => CellFolder(_folder, cell.Algorithm, cell.Seed).IsFinished).ToArray();
        string[] algorithms = [.. _cells.Select(cell => cell.Cell.Algorithm).Union(found.Select(cell => cell.Algorithm))];
        long[] seeds = [.. _cells.Select(cell => cell.Cell.Seed).Union(found.Select(cell => cell.Seed).Order())];
        return [.. found.OrderBy(cell => Array.IndexOf(algorithms, cell.Algorithm)).ThenBy(cell => Array.IndexOf(seeds, cell.Seed))];
    }

    /// <summary>Cells on different data could not be compared, even where the folder that these came from is the same.</summary>
    private void CheckSameData(DataFacts data)
    {
        foreach (var folder in ComparisonCells.In(_folder).Select(cell => CellFolder(_folder, cell.Algorithm, cell.Seed)).Where(folder => folder.IsFinished))
        {
            if (folder.ReadSummary().Data is { } there && there.Sha256 != data.Sha256)
                throw new InvalidDataException($"{folder.Path}: was run on other data ({there.Description}) than there are now ({data.Description}); restore them, or choose another folder with --out");
        }
    }

    /// <summary>Whether all those cells have been run in the folder, with whatever configuration.</summary>
    internal static bool HasAll(string folder, IReadOnlyList<string> algorithms, IReadOnlyList<long> seeds) =>
        algorithms.All(algorithm => seeds.All(seed => CellFolder(folder, algorithm, seed).IsFinished));

    /// <summary>The configuration with its data named: where all has been run and nobody names other data, those it was run on, wherever they are now.</summary>
    private static ExperimentConfig WithData(ExperimentConfig config, IReadOnlyList<string> algorithms, IReadOnlyList<long> seeds, string folder) =>
        config.DataDir is null && HasAll(folder, algorithms, seeds) && Experiment.ReadConfig(CellFolder(folder, algorithms[0], seeds[0])).DataDir is { } used
            ? config.With(("data_dir", used))
            : config.Task.Source.Pin(config);

    /// <summary>Audits and records of markets are of those cells that trade.</summary>
    private static ExperimentConfig OfCell(ExperimentConfig config, string algorithm, long seed) =>
        config.Among(
            ("algorithm", algorithm),
            ("seed", seed),
            ("market.audit", config.AuditsRounds && ConfigResolution.Trades(algorithm)),
            ("market.record", config.RecordsMarkets && ConfigResolution.Trades(algorithm)));

    private static RunFolder CellFolder(string folder, string algorithm, long seed) => new(Path.Combine(folder, algorithm, ComparisonCells.Name(seed)));

    private static RunSummary RunCell(
        ExperimentConfig config, RunFolder folder, Workload workload, IComparisonObserver observer, TimeProvider time, CancellationToken cancellation) =>
        folder.HasRun
            ? ExperimentRun.Resume(Experiment.Reopen(folder, workload), folder, observer, time, cancellation)
            : ExperimentRun.Start(Experiment.Prepare(config, workload, cancellation: cancellation), folder, observer, time, cancellation);

    private static void CheckSameConfiguration(ExperimentConfig config, RunFolder folder)
    {
        if (folder.HasRun) OwnParts.Read(folder).EnsureGivenBy(new(), folder);
        if (folder.HasRun && Experiment.ReadConfig(folder).DifferenceFrom(config) is { } difference)
            throw new InvalidDataException($"{folder.Path}: was run with another configuration ({difference}); choose another folder with --out, or remove this one");
    }

    private static void CheckDistinct<T>(string what, IReadOnlyList<T> values)
    {
        if (values.Count == 0) throw new InvalidDataException($"{what}: found none; at least one is needed");
        if (values.Distinct().Count() < values.Count) throw new InvalidDataException($"{what}: found {string.Join(", ", values)}; each may be named once");
    }
}
