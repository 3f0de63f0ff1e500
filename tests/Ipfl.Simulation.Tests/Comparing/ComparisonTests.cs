using System.Globalization;
using System.Text.RegularExpressions;

namespace Ipfl.Simulation.Tests.Comparing;

public sealed class ComparisonTests : IDisposable
{
    private static readonly string[] Algorithms = ["local", "ipfl", "fedavg"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_algorithm_meets_every_seed_once_in_order()
    {
        var (cells, watcher) = Compare();
        string[] expected = ["local 0", "local 3", "ipfl 0", "ipfl 3", "fedavg 0", "fedavg 3"];
        Assert.Equal(expected, cells.Select(pair => $"{pair.Cell.Algorithm} {pair.Cell.Seed}"));
        Assert.Equal(expected, cells.Select(pair => $"{pair.Summary.Algorithm} {pair.Summary.Seed}"));
        Assert.Equal("planned 6", watcher.Log[0]);
        Assert.Equal(expected.SelectMany((cell, i) => new[] { $"cell {i + 1}/6: {cell}", $"done: {cell}" }), CellEvents(watcher));

        foreach (var seed in new[] { 0, 3 })
        {
            var local = Cell("local", seed);
            foreach (var algorithm in Algorithms) Assert.Equal(File.ReadAllText(local.Partition), File.ReadAllText(Cell(algorithm, seed).Partition));
            Assert.Equal(FirstAccuracies(local), FirstAccuracies(Cell("ipfl", seed)));
        }

        Assert.NotEqual(File.ReadAllText(Cell("ipfl", 0).Partition), File.ReadAllText(Cell("ipfl", 3).Partition));
        AssertTables(cells);
    }

    [Fact]
    public void Finished_cells_are_not_run_again_and_interrupted_ones_go_on()
    {
        using var stop = new CancellationTokenSource();
        var interrupted = new Watcher { OnRound = _ => { if (Cell("local", 3).IsFinished) stop.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => Compare(interrupted, cancellation: stop.Token));
        Assert.Single(File.ReadAllLines(Cell("ipfl", 0).Rounds));
        Assert.False(File.Exists(_folder.File("comparison.csv")));

        var (cells, watcher) = Compare();
        Assert.Equal(["done: local 0 before", "done: local 3 before", "done: ipfl 0", "done: ipfl 3", "done: fedavg 0", "done: fedavg 3"], Done(watcher));
        Assert.Contains("started after 1", watcher.Log);
        AssertTables(cells);

        using var undisturbed = new TemporaryFolder();
        Compare(folder: undisturbed.Path);
        RunResults.AssertEqual(RunResults.Of(new(Path.Combine(undisturbed.Path, "ipfl", "seed-0"))), Cell("ipfl", 0));

        var times = File.GetLastWriteTimeUtc(Cell("ipfl", 3).Summary);
        var (_, third) = Compare();
        Assert.All(Done(third), line => Assert.EndsWith(" before", line, StringComparison.Ordinal));
        Assert.Equal(times, File.GetLastWriteTimeUtc(Cell("ipfl", 3).Summary));
    }

    [Fact]
    public void Cells_of_another_configuration_are_refused_before_anything_runs()
    {
        Compare();
        var watcher = new Watcher();
        var message = Message.Of(() => Compare(watcher, config: Config(("steps", 2L))));
        Assert.Equal($"{Cell("local", 0).Path}: was run with another configuration (steps is 1 there, not 2); choose another folder with --out, or remove this one", message);
        Assert.Empty(watcher.Log);
    }

    [Fact]
    public void Another_number_of_threads_or_a_device_is_the_same_comparison()
    {
        Compare();
        var (_, watcher) = Compare(config: Config(("threads", 1L), ("device", "cpu")));
        Assert.All(Done(watcher), line => Assert.EndsWith(" before", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_checked()
    {
        Assert.StartsWith("algorithms: found none", Refusal([], [0]), StringComparison.Ordinal);
        Assert.StartsWith("seeds: found none", Refusal(["ipfl"], []), StringComparison.Ordinal);
        Assert.StartsWith("algorithms: found ipfl, ipfl;", Refusal(["ipfl", "ipfl"], [0]), StringComparison.Ordinal);
        Assert.StartsWith("seeds: found 1, 1;", Refusal(["ipfl"], [1, 1]), StringComparison.Ordinal);
        Assert.Contains("found \"fedsgd\"", Refusal(["fedsgd"], [1]), StringComparison.Ordinal);
        Assert.Equal(
            "--against: found 'fedavg'; allowed is one of the compared algorithms: ipfl, local", Refusal(["ipfl", "local"], [1], "fedavg"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    /// <summary>Data are only needed for what has yet to be run.</summary>
    [Fact]
    public void A_finished_comparison_needs_no_data()
    {
        var set = _folder.File("fashion-mnist");
        Directory.CreateDirectory(set);
        foreach (var file in Directory.GetFiles(SharedFolder.Data("fashion-mnist"))) File.Copy(file, Path.Combine(set, Path.GetFileName(file)));
        var config = Config(("task", "fashion-skew"), ("data_dir", _folder.Path), ("partition.kind", "iid"));
        Comparison Plan() => Comparison.Plan(config, ["local"], [0], _folder.File("comparison"));
        Assert.False(Plan().IsFinished);
        Plan().Run(new Watcher(), new SteppingClock(), CancellationToken.None);
        Directory.Delete(set, recursive: true);
        Assert.True(Plan().IsFinished);
        Assert.Single(Plan().Run(new Watcher(), new SteppingClock(), CancellationToken.None));
    }

    [Fact]
    public void A_spread_is_mean_and_sample_deviation()
    {
        Assert.Equal(new Spread(5, null, 1), Spread.Of([5]));
        Assert.Equal(new Spread(5, Math.Sqrt(32.0 / 7), 8), Spread.Of([2, 4, 4, 4, 5, 5, 7, 9]));
    }

    /// <summary>The embedded data, in the smallest of runs.</summary>
    private static ExperimentConfig Config(params (string, object)[] values) => SmallFederation.Config([("participants", 3L), ("rounds", 2L), ("steps", 1L), .. values]);

    private static string[] CellEvents(Watcher watcher) =>
        [.. watcher.Log.Where(line => line.StartsWith("cell", StringComparison.Ordinal) || line.StartsWith("done", StringComparison.Ordinal))];

    private static string[] Done(Watcher watcher) => [.. watcher.Log.Where(line => line.StartsWith("done", StringComparison.Ordinal))];

    private static double[] FirstAccuracies(RunFolder folder) =>
        [.. ResultJson.Read<RoundRecord>(System.Text.Encoding.UTF8.GetBytes(File.ReadLines(folder.Rounds).First())).Participants.Select(p => p.Accuracy)];

    private RunFolder Cell(string algorithm, int seed) => new(Path.Combine(_folder.Path, algorithm, $"seed-{seed}"));

    private (IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)>, Watcher) Compare(
        Watcher? watcher = null, string? folder = null, ExperimentConfig? config = null, CancellationToken cancellation = default)
    {
        watcher ??= new Watcher();
        return (Comparison.Plan(config ?? Config(), Algorithms, [0, 3], folder ?? _folder.Path).Run(watcher, new SteppingClock(), cancellation), watcher);
    }

    private string Refusal(string[] algorithms, long[] seeds, string? against = null) =>
        Message.Of(() => Comparison.Plan(Config(), algorithms, seeds, _folder.Path, against));

    private void AssertTables(IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells)
    {
        var lines = File.ReadAllLines(_folder.File("comparison.csv"));
        Assert.Equal("algorithm,seed,meanBestAccuracy,meanFinalAccuracy,meanUtility,minUtility,wallSeconds,socialWelfare,realWelfare,invested,accountedGain,realisedGain,shareHurt,rankCorrelation,meanEvaluationLoss,task,data,trainingSamples,testSamples,dataSha256,participants,rounds,steps,settings", lines[0]);
        Assert.Equal(
            cells.Select(c => (c.Cell.Algorithm, c.Cell.Seed, c.Summary.MeanBestAccuracy, c.Summary.MeanFinalAccuracy, c.Summary.MeanUtility, c.Summary.MinUtility, c.Summary.WallSeconds)),
            lines.Skip(1).Select(line => line.Split(',')).Select(f => (f[0], long.Parse(f[1]), Number(f[2]), Number(f[3]), Number(f[4]), Number(f[5]), Number(f[6]))));
        Assert.Equal(
            cells.Select(c => (c.Summary.SocialWelfare, c.Summary.RealWelfare, c.Summary.Invested, c.Summary.AccountedGain, c.Summary.RealisedGain, c.Summary.ShareHurt, c.Summary.RankCorrelation)),
            lines.Skip(1).Select(line => line.Split(',')).Select(f => (Known(f[7]), Known(f[8]), Known(f[9]), Known(f[10]), Known(f[11]), Known(f[12]), Known(f[13]))));
        double? Known(string field) => field.Length == 0 ? null : Number(field);

        var tex = File.ReadAllText(_folder.File("comparison.tex"));
        foreach (var group in cells.GroupBy(c => c.Cell.Algorithm))
        {
            var best = Spread.Of([.. group.Select(c => c.Summary.MeanBestAccuracy)]);
            Assert.Contains($"\n{group.Key} & ${Significant.Text(best, "\\pm")}$ & $", tex.Replace("\\mathbf{", "", StringComparison.Ordinal).Replace("}$", "$", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.EndsWith("\\bottomrule\n\\end{tabular}\n", tex, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(tex, @"\\end\{tabular\}"));
        AssertPairs(cells, tex);
    }

    private void AssertPairs(IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> cells, string tex)
    {
        double[] Of(string algorithm, Func<RunSummary, double> measure) => [.. cells.Where(c => c.Cell.Algorithm == algorithm).Select(c => measure(c.Summary))];
        var rows = File.ReadAllLines(_folder.File("pairs.csv"));
        Assert.Equal("algorithm,reference,measure,seeds,meanDifference,standardDeviation,low95,high95,algorithmWins,referenceWins", rows[0]);
        Assert.Equal(
            ["local,ipfl,meanBestAccuracy", "local,ipfl,meanUtility", "fedavg,ipfl,meanBestAccuracy", "fedavg,ipfl,meanUtility"],
            rows.Skip(1).Select(row => string.Join(',', row.Split(',')[..3])));
        foreach (var fields in rows.Skip(1).Select(row => row.Split(',')))
        {
            Func<RunSummary, double> measure = fields[2] == "meanUtility" ? s => s.MeanUtility : s => s.MeanBestAccuracy;
            var (mine, reference) = (Of(fields[0], measure), Of("ipfl", measure));
            double[] differences = [mine[0] - reference[0], mine[1] - reference[1]];
            var reach = 12.706204736432095 * Math.Abs(differences[0] - differences[1]) / 2;
            Assert.Equal("2", fields[3]);
            Assert.Equal(differences.Average(), Number(fields[4]), 1e-12);
            Assert.Equal(Math.Abs(differences[0] - differences[1]) / Math.Sqrt(2), Number(fields[5]), 1e-12);
            Assert.Equal(differences.Average() - reach, Number(fields[6]), 1e-9);
            Assert.Equal(differences.Average() + reach, Number(fields[7]), 1e-9);
            Assert.Equal([differences.Count(d => d > 0), differences.Count(d => d < 0)], fields[8..].Select(int.Parse));
            var spread = new Spread(Number(fields[4]), Number(fields[5]), 2);
            string Shown(string number) => Significant.Text(Number(number), Significant.Decimals(spread));
            Assert.Contains($"${Significant.Text(spread, "\\pm")}$ & $[{Shown(fields[6])}, {Shown(fields[7])}]$ & {fields[8]}--{fields[9]} ", tex, StringComparison.Ordinal);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
