using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Data;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl data split</c>: a data folder of its own for each participant of a market, to try the service with.</summary>
internal static class DataSplitCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var config = new ConfigOptions();
        var output = new Option<string>("--out") { Description = "Folder to write into; each participant gets a folder in it: p0, p1, …", HelpName = "DIR", Required = true };
        var command = new Command("split", "Split a task's images as a run does: a folder of idx files per participant.") { output };
        config.AddTo(command);
        command.SetAction(parsed =>
        {
            var given = ExperimentConfig.Resolve([.. config.Values(parsed)]);
            var experiment = ShareProgress.Show(terminal, "loading data", progress => Experiment.Prepare(given, loading: new(progress, cancellation)));
            if (experiment.Workload is not ImageWorkload { Data: var data })
                throw new InvalidDataException($"task {experiment.Config.Task.Id} has no images to split; choose one that has");
            var target = Path.GetFullPath(parsed.GetRequiredValue(output));
            if (Directory.Exists(target) && !FolderListing.IsEmpty(target))
                throw new InvalidDataException($"--out: {target} is not empty; name a new folder");
            for (var i = 0; i < experiment.Partition.Participants.Count; i++)
            {
                IdxFolder.Write(Path.Combine(target, experiment.Ids[i]), data, experiment.Partition.Participants[i]);
                terminal.Say($"{experiment.Ids[i]}: {experiment.Partition.Participants[i].Length} training images, {data.Test.Count} test images");
            }

            terminal.Out.WriteLine(target);
            return ExitCode.Done;
        });
        return command;
    }
}
