using System.CommandLine;
using System.Globalization;
using Ipfl.Cli.Display;
using Ipfl.Learning;
using Ipfl.Reporting;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl compare</c>: several algorithms on the same partitions and initial models.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var config = new ConfigOptions();
        var algorithms = new Option<string>("--algorithms")
        {
            Description = "Algorithms, separated by commas.",
            HelpName = "a,b,c",
            DefaultValueFactory = _ => string.Join(',', AlgorithmCatalogue.Names),
        };
        var seeds = new Option<string>("--seeds") { Description = "Seeds, separated by commas.", HelpName = "0,1,2", DefaultValueFactory = _ => "0,1,2" };
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the results; finished runs in it are kept, interrupted ones go on. Default: a new one below runs/.",
            HelpName = "DIR",
        };
        var json = Options.Json();
        var command = new Command("compare", "Compare algorithms over seeds, on the same partitions and initial models.");
        config.AddTo(command);
        foreach (var option in new Option[] { algorithms, seeds, output, json }) command.Add(option);
        command.SetAction(parsed =>
        {
            ConfigValue[] given = [.. config.Values(parsed)];
            if (Array.Find(given, value => value is { Source: "--set", Path: "seed" or "algorithm" }) is { } idle)
                throw new InvalidDataException($"--set: {idle.Path} has no effect on a comparison; use --{idle.Path}s");
            var resolved = ExperimentConfig.Resolve(given);
            var names = Words(parsed.GetValue(algorithms)!);
            foreach (var name in names) ExperimentConfig.Resolve([new("algorithm", name, "--algorithms")]);
            var folder = Path.GetFullPath(parsed.GetValue(output) ?? DefaultFolder.For($"compare-{resolved.Task.Id}"));
            var cells = Run(terminal, resolved, names, [.. Words(parsed.GetValue(seeds)!).Select(Seed)], folder, cancellation);
            var report = ComparisonReport.Write(folder);
            if (parsed.GetValue(json)) ComparisonTable.WriteJson(terminal, cells);
            else ComparisonTable.Write(terminal, cells, folder, report);
            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<(ComparisonCell Cell, RunSummary Summary)> Run(
        Terminal terminal, ExperimentConfig config, string[] algorithms, long[] seeds, string folder, CancellationToken cancellation)
    {
        try
        {
            return ProgressDisplay.Show(terminal, observer => Comparison.Run(config, algorithms, seeds, folder, observer, terminal.Time, cancellation));
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"Interrupted; whole rounds are saved. Continue with the same command and --out {DefaultFolder.Shown(folder)}");
            throw;
        }
    }

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static long Seed(string word) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : throw new InvalidDataException($"--seeds: found '{word}'; allowed are whole numbers ≥ 0, separated by commas");
}
