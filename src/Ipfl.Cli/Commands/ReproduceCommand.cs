using System.CommandLine;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl reproduce</c>: the paper's experiments by name.</summary>
internal static class ReproduceCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var command = new Command("reproduce", "Repeat the paper's experiments.")
        {
            Figure("performance", "Accuracy of all algorithms on all tasks.", terminal, cancellation),
            Figure("utility", "Utility of all algorithms on all tasks, from the same runs.", terminal, cancellation),
        };
        foreach (var study in StudyCatalogue.All) command.Add(ReproduceStudyCommand.Create(study, terminal, cancellation));
        command.Add(ReproduceLlmCommand.Create(terminal, cancellation));
        return command;
    }

    /// <summary><c>--scale</c>.</summary>
    public static Option<string> ScaleOption(string paper) => new("--scale")
    {
        Description = $"quick: a first look, few rounds and steps; paper: {paper}, seeds 0,1,2.",
        HelpName = string.Join('|', ReproductionScale.All.Select(scale => scale.Name)),
        DefaultValueFactory = _ => ReproductionScale.All[0].Name,
    };

    /// <summary><c>--seeds</c>.</summary>
    public static Option<string?> SeedsOption() => new("--seeds") { Description = "Seeds, separated by commas. Default: the scale's.", HelpName = "0,1,2" };

    /// <summary><c>--out</c>.</summary>
    public static Option<string?> OutOption() => new("--out")
    {
        Description = "Folder for the results; finished runs in it are kept, interrupted ones go on. Default: runs/reproduce-SCALE.",
        HelpName = "DIR",
    };

    /// <summary>The folder that was asked for, else the scale's.</summary>
    public static string Folder(string? given, ReproductionScale scale) => Path.GetFullPath(given ?? Path.Combine("runs", $"reproduce-{scale.Name}"));

    /// <summary>The settings of <c>--set</c>, then <c>--data-dir</c> and <c>--device</c>.</summary>
    public static ConfigValue[] Settings(string[]? set, string? dataDir, string? device) =>
    [
        .. (set ?? []).Select(word => ConfigSource.ParseAssignment(word, "--set")),
        .. dataDir is { } folder ? [new ConfigValue("data_dir", folder, "--data-dir")] : Array.Empty<ConfigValue>(),
        .. device is { } name ? [new ConfigValue("device", name, "--device")] : Array.Empty<ConfigValue>(),
    ];

    /// <summary>The scale of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static ReproductionScale Scale(string name) =>
        ReproductionScale.All.FirstOrDefault(scale => scale.Name == name)
        ?? throw new InvalidDataException($"--scale: found '{name}'; allowed are {string.Join(", ", ReproductionScale.All.Select(scale => scale.Name))}");

    private static Command Figure(string name, string description, Terminal terminal, CancellationToken cancellation)
    {
        var scale = ScaleOption("every task's own rounds and steps");
        var tasks = new Option<string?>("--tasks")
        {
            Description = $"Tasks, separated by commas: {string.Join(", ", Reproduction.AllTasks.Select(task => task.Id))}. Default: all whose data is here.",
            HelpName = "a,b,c",
        };
        var (algorithms, seeds, output) = (Options.Algorithms(), SeedsOption(), OutOption());
        var (dataDir, device, set, json) = (Options.DataDir(), Options.Device(), Options.Set(), Options.Json());
        var command = new Command(name, description) { scale, tasks, algorithms, seeds, dataDir, device, set, output, json };
        command.SetAction(parsed =>
        {
            var size = Scale(parsed.GetRequiredValue(scale));
            var settings = Settings(parsed.GetValue(set), parsed.GetValue(dataDir), parsed.GetValue(device));
            Options.RefuseIdle(settings, "a reproduction", "task", "algorithm", "seed");
            var request = new ReproductionRequest(
                size,
                parsed.GetValue(tasks) is { } ids ? Lists.Words(ids) : null,
                Lists.Algorithms(parsed.GetRequiredValue(algorithms)),
                parsed.GetValue(seeds) is { } numbers ? Lists.Seeds(numbers) : null,
                settings,
                Folder(parsed.GetValue(output), size));
            return new ReproduceSession(terminal, name, request, cancellation).Run(parsed.GetValue(json));
        });
        return command;
    }
}
