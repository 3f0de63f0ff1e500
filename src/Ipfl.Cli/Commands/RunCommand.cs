using System.CommandLine;
using Ipfl.Cli.Display;
using Ipfl.Learning;
using Ipfl.Reporting;
using Ipfl.Simulation;

namespace Ipfl.Cli.Commands;

/// <summary><c>ipfl run</c>: one experiment.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var config = new ConfigOptions();
        var algorithm = new Option<string?>("--algorithm")
        {
            Description = $"Algorithm: {string.Join(", ", AlgorithmCatalogue.Names)}. Default: ipfl.",
            HelpName = "NAME",
        };
        var seed = new Option<string?>("--seed") { Description = "Seed of partition, initial model and batches. Default: 0.", HelpName = "N" };
        var audit = new Option<bool>("--audit")
        {
            Description = "Audit the market of every round: who could have gained by which lie. The same as --set market.audit=true.",
            Arity = ArgumentArity.Zero,
        };
        var output = new Option<string?>("--out") { Description = "Folder for the results. Default: a new one below runs/.", HelpName = "DIR" };
        var resume = new Option<string?>("--resume") { Description = "Continue the interrupted run in DIR, with its own configuration.", HelpName = "DIR" };
        var json = Options.Json();
        var command = new Command("run", "Run one experiment; without settings a showcase on embedded data, in under two minutes.");
        config.AddTo(command);
        foreach (var option in new Option[] { algorithm, seed, audit, output, resume, json }) command.Add(option);

        command.SetAction(parsed =>
        {
            var session = new RunSession(terminal, parsed.GetValue(json), cancellation);
            ConfigValue[] given =
            [
                .. config.Values(parsed),
                .. parsed.GetValue(algorithm) is { } a ? [new ConfigValue("algorithm", a, "--algorithm")] : Array.Empty<ConfigValue>(),
                .. parsed.GetValue(audit) ? [new ConfigValue("market.audit", true, "--audit")] : Array.Empty<ConfigValue>(),
                .. parsed.GetValue(seed) is { } s ? [ConfigSource.ParseAssignment($"seed={s}", "--seed")] : Array.Empty<ConfigValue>(),
            ];
            if (parsed.GetValue(resume) is not { } former)
                return session.Start(Array.TrueForAll(given, LeavesTheChoice) ? [new("task", TaskCatalogue.Showcase, "default"), .. given] : given, parsed.GetValue(output));
            if (given.Length > 0 || parsed.GetValue(output) is not null)
                throw new InvalidDataException("--resume: found further settings; a resumed run keeps its own configuration, give no others");
            return session.Resume(former);
        });
        return command;
    }

    /// <summary>Whether a setting says nothing about which experiment is meant.</summary>
    private static bool LeavesTheChoice(ConfigValue given) => given.Path is "seed" or "device" or "market.audit";

    /// <summary>Runs, reports, and says how to go on after an interruption.</summary>
    private sealed class RunSession(Terminal terminal, bool json, CancellationToken cancellation)
    {
        public int Start(IReadOnlyList<ConfigValue> given, string? output)
        {
            var config = ExperimentConfig.Resolve(given);
            var folder = new RunFolder(output ?? DefaultFolder.For($"{config.Task.Id}-{config.Algorithm}-seed{config.Seed}"));
            return Finish(folder, observer => ExperimentRun.Start(Experiment.Prepare(config, loading: new(observer.Loading, cancellation)), folder, observer, terminal.Time, cancellation));
        }

        public int Resume(string path)
        {
            var folder = new RunFolder(path);
            if (!folder.IsFinished)
            {
                return Finish(folder, observer => ExperimentRun.Resume(
                    Experiment.Reopen(folder, loading: new(observer.Loading, cancellation)), folder, observer, terminal.Time, cancellation));
            }

            terminal.Say($"The run in {folder.Path} is finished; there is nothing left to do.");
            return Finish(folder, _ => folder.ReadSummary());
        }

        private int Finish(RunFolder folder, Func<IRunObserver, RunSummary> run)
        {
            RunSummary summary;
            try
            {
                summary = ProgressDisplay.Show(terminal, run);
            }
            catch (OperationCanceledException) when (folder.HasRun)
            {
                terminal.Error.WriteLine($"Interrupted; the last whole round is saved. Continue with: ipfl run --resume {DefaultFolder.Shown(folder.Path)}");
                throw;
            }

            var report = Report.Write(folder.Path);
            if (json) terminal.Out.WriteLine(File.ReadAllText(folder.Summary).TrimEnd());
            else SummaryTable.Write(terminal, summary, folder, report);
            return ExitCode.Done;
        }
    }
}
