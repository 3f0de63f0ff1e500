using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl reproduce llm</c>: adapters of a language model, traded.</summary>
internal static class ReproduceLlmCommand
{
    private static readonly string[] Tasks = ["mixed-finance", "code-finance"];

    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var scale = ReproduceCommand.ScaleOption("the task's own rounds and steps, on a model that --model names");
        var task = new Option<string>("--task") { Description = $"Task: {string.Join(", ", Tasks)}.", HelpName = "ID", DefaultValueFactory = _ => Tasks[0] };
        var model = new Option<string?>("--model")
        {
            Description = "Folder with a Hugging Face checkpoint of the Llama family. Default at the quick scale: a small one is made from the records' prompts.",
            HelpName = "DIR",
        };
        var algorithms = new Option<string>("--algorithms") { Description = "Algorithms, separated by commas.", HelpName = "a,b,c", DefaultValueFactory = _ => "ipfl,local" };
        var (seeds, output) = (ReproduceCommand.SeedsOption(), ReproduceCommand.OutOption());
        var (dataDir, device, set, json) = (Options.DataDir(), Options.Device(), Options.Set(), Options.Json());
        var command = new Command(LanguageReproduction.Name, "Instruction tuning of a language model: losses, matches, and who trades with whom.")
        {
            scale, task, model, algorithms, seeds, dataDir, device, set, output, json,
        };
        command.SetAction(parsed =>
        {
            var size = ReproduceCommand.Scale(parsed.GetRequiredValue(scale));
            var settings = ReproduceCommand.Settings(parsed.GetValue(set), parsed.GetValue(dataDir), parsed.GetValue(device));
            Options.RefuseIdle(settings, "a reproduction", "task", "algorithm", "seed");
            if (settings.FirstOrDefault(setting => setting.Path == "llm.model") is { Source: { } source }) throw new InvalidDataException($"{source}: llm.model has no effect here; use --model");
            if (parsed.GetRequiredValue(task) is var chosen && !Tasks.Contains(chosen))
                throw new InvalidDataException($"--task: found '{chosen}'; allowed for {LanguageReproduction.Name} are {string.Join(", ", Tasks)}");
            var request = new LanguageRequest(
                size,
                chosen,
                parsed.GetValue(model) is { } folder ? Path.GetFullPath(folder) : null,
                Lists.Algorithms(parsed.GetRequiredValue(algorithms)),
                parsed.GetValue(seeds) is { } numbers ? Lists.Seeds(numbers) : null,
                settings,
                ReproduceCommand.Folder(parsed.GetValue(output), size));
            return Run(terminal, LanguageReproduction.Plan(request), size, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static int Run(Terminal terminal, LanguageReproduction reproduction, ReproductionScale scale, bool json, CancellationToken cancellation)
    {
        if (reproduction.NeedsModel)
        {
            terminal.Say($"Base model: a small one is made from the records' prompts → {DefaultFolder.Shown(reproduction.BaseModel)}");
            using var pretraining = reproduction.BeginModel(cancellation);
            PretrainingDisplay.Run(terminal, pretraining, LanguageReproduction.Pretraining, cancellation);
        }

        var cells = ComparisonStage.Run(terminal, reproduction.Comparison, reproduction.Folder, reproduction.Config.Task.Id, cancellation);
        var shown = new LanguageTable(terminal, LanguageFindings.Of(reproduction.Folder, cells), reproduction, scale);
        if (json) shown.WriteJson();
        else shown.Write();
        return ExitCode.Done;
    }
}
