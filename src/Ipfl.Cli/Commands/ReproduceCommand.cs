using System.CommandLine;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl reproduce</c>: the paper's experiments by name.</summary>
internal static class ReproduceCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation) => new("reproduce", "Repeat the paper's experiments.")
    {
        Figure("performance", "Accuracy of all algorithms on all tasks.", terminal, cancellation),
        Figure("utility", "Utility of all algorithms on all tasks, from the same runs.", terminal, cancellation),
    };

    private static Command Figure(string name, string description, Terminal terminal, CancellationToken cancellation)
    {
        var scales = ReproductionScale.All.Select(scale => scale.Name).ToArray();
        var scale = new Option<string>("--scale")
        {
            Description = "quick: a first look, few rounds and steps; paper: every task's own rounds and steps, seeds 0,1,2.",
            HelpName = string.Join('|', scales),
            DefaultValueFactory = _ => scales[0],
        };
        var tasks = new Option<string?>("--tasks")
        {
            Description = $"Tasks, separated by commas: {string.Join(", ", Reproduction.AllTasks.Select(task => task.Id))}. Default: all whose data is here.",
            HelpName = "a,b,c",
        };
        var algorithms = Options.Algorithms();
        var seeds = new Option<string?>("--seeds") { Description = "Seeds, separated by commas. Default: the scale's.", HelpName = "0,1,2" };
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the results; finished runs in it are kept, interrupted ones go on. Default: runs/reproduce-SCALE.",
            HelpName = "DIR",
        };
        var (dataDir, set, json) = (Options.DataDir(), Options.Set(), Options.Json());
        var command = new Command(name, description) { scale, tasks, algorithms, seeds, dataDir, set, output, json };
        command.SetAction(parsed =>
        {
            var size = Scale(parsed.GetRequiredValue(scale));
            ConfigValue[] settings = [.. (parsed.GetValue(set) ?? []).Select(word => ConfigSource.ParseAssignment(word, "--set"))];
            Options.RefuseIdle(settings, "a reproduction", "task", "algorithm", "seed");
            var request = new ReproductionRequest(
                size,
                parsed.GetValue(tasks) is { } ids ? Lists.Words(ids) : null,
                Lists.Algorithms(parsed.GetRequiredValue(algorithms)),
                parsed.GetValue(seeds) is { } numbers ? Lists.Seeds(numbers) : null,
                parsed.GetValue(dataDir) is { } folder ? [.. settings, new("data_dir", folder, "--data-dir")] : settings,
                Path.GetFullPath(parsed.GetValue(output) ?? Path.Combine("runs", $"reproduce-{size.Name}")));
            return new ReproduceSession(terminal, name, request, cancellation).Run(parsed.GetValue(json));
        });
        return command;
    }

    private static ReproductionScale Scale(string name) =>
        ReproductionScale.All.FirstOrDefault(scale => scale.Name == name)
        ?? throw new InvalidDataException($"--scale: found '{name}'; allowed are {string.Join(", ", ReproductionScale.All.Select(scale => scale.Name))}");
}
