using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Reporting;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl compare</c>: several algorithms on the same partitions and initial models.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var config = new ConfigOptions();
        var algorithms = Options.Algorithms();
        var seeds = new Option<string>("--seeds") { Description = "Seeds, separated by commas.", HelpName = "0,1,2", DefaultValueFactory = _ => "0,1,2" };
        var against = new Option<string?>("--against")
        {
            Description = "Algorithm that the paired differences are to. Default: ipfl if it is compared, else the first.",
            HelpName = "NAME",
        };
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the results; finished runs in it are kept, interrupted ones go on. Default: a new one below runs/.",
            HelpName = "DIR",
        };
        var json = Options.Json();
        var command = new Command("compare", "Compare algorithms over seeds, on the same partitions and initial models.");
        config.AddTo(command);
        foreach (var option in new Option[] { algorithms, seeds, against, output, json }) command.Add(option);
        command.SetAction(parsed =>
        {
            ConfigValue[] given = [.. config.Values(parsed)];
            Options.RefuseIdle(given, "a comparison", "seed", "algorithm");

            // A file's algorithm gives way to the list, and must not decide whether settings of the market have an effect.
            var names = Lists.Algorithms(parsed.GetValue(algorithms)!);
            var resolved = ExperimentConfig.Resolve(given, names);
            var folder = Path.GetFullPath(parsed.GetValue(output) ?? DefaultFolder.For($"compare-{resolved.Task.Id}"));
            var comparison = Comparison.Plan(resolved, names, Lists.Seeds(parsed.GetValue(seeds)!), folder, parsed.GetValue(against));
            Run(terminal, comparison, folder, cancellation);
            var (outcome, report) = (comparison.Outcome(), ComparisonReport.Write(folder));
            if (parsed.GetValue(json)) ComparisonTable.WriteJson(terminal, outcome);
            else ComparisonTable.Write(terminal, outcome, folder, report);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Run(Terminal terminal, Comparison comparison, string folder, CancellationToken cancellation)
    {
        try
        {
            ProgressDisplay.Show(terminal, observer => comparison.Run(observer, terminal.Time, cancellation));
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"Interrupted; whole rounds are saved. Continue with the same command and --out {DefaultFolder.Shown(folder)}");
            throw;
        }
    }
}
