using System.Diagnostics;
using System.Text.Json;
using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>
/// A program of one's own that trains: it is run with a folder as its last argument, finds <c>model.safetensors</c>, <c>round.json</c> and,
/// where there is a pull, <c>centre.safetensors</c>, and writes <c>trained.safetensors</c> and, if it likes, <c>metrics.json</c>.
/// </summary>
internal sealed class CommandTrainer(AgentConfig config, Terms terms, int number) : ILocalTrainer
{
    private const int LongestLine = 300;

    /// <inheritdoc/>
    public async Task<LocalMeasures> TrainAsync(LocalRound round, CancellationToken cancellation)
    {
        Prepare(round);
        await RunAsync(round.Work, cancellation);
        if (!File.Exists(round.Trained)) throw new TrainerFailedException($"the trainer ended well but wrote no {Path.GetFileName(round.Trained)}");
        return TrainerMetrics.Read(Path.Combine(round.Work, "metrics.json"));
    }

    private void Prepare(LocalRound round)
    {
        File.Copy(round.Start, Path.Combine(round.Work, "model.safetensors"));
        if (round.Centre is { } centre) File.Copy(centre, Path.Combine(round.Work, "centre.safetensors"));
        var training = terms.Training ?? new TrainingTerms();
        var told = new Dictionary<string, object?>
        {
            ["round"] = round.Round,
            ["participant"] = number,
            ["steps"] = training.Steps,
            ["batch_size"] = training.BatchSize,
            ["learning_rate"] = training.Adapter is { } decaying
                ? AdapterTuning.Rate(training.LearningRate, decaying.FinalLearningRate, round.Round - 1, terms.Rounds)
                : training.LearningRate,
            ["momentum"] = training.Momentum,
            ["weight_decay"] = training.WeightDecay,
            ["augment"] = training.Augment,
            ["pull_weight"] = round.Centre is null ? 0 : round.PullWeight,
            ["seed"] = training.Seed,
            ["data"] = config.Data.Folder,
        };
        if (training.Adapter is { } adapter)
            (told["rank"], told["alpha"], told["dropout"], told["targets"]) = (adapter.Rank, adapter.Alpha, adapter.Dropout, adapter.Targets);
        using var stream = File.Create(Path.Combine(round.Work, "round.json"));
        JsonSerializer.Serialize(stream, told);
    }

    private async Task RunAsync(string work, CancellationToken cancellation)
    {
        var lastError = "";
        using var log = new StreamWriter(Path.Combine(work, "trainer.log"));
        using var process = new Process { StartInfo = Start(work) };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => lastError = Write(line.Data) ?? lastError;
        if (!Begin(process)) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(config.Trainer.Timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            throw new TrainerFailedException($"the trainer was stopped after {config.Trainer.Timeout.TotalSeconds:F0} s (trainer.timeout_seconds)");
        }

        if (process.ExitCode != 0)
            throw new TrainerFailedException($"the trainer ended with exit code {process.ExitCode}: {(lastError.Length > 0 ? lastError : "it said nothing on its error stream")}");

        string? Write(string? line)
        {
            if (line is null) return null;
            lock (log) log.WriteLine(line);
            return line.Trim() is { Length: > 0 } said ? said[..Math.Min(said.Length, LongestLine)] : null;
        }
    }

    private bool Begin(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
        {
            throw new TrainerFailedException($"the trainer {config.Trainer.Command![0]} cannot be started ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})", error);
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return true;
    }

    private ProcessStartInfo Start(string work)
    {
        var start = new ProcessStartInfo(config.Trainer.Command![0])
        {
            WorkingDirectory = Path.GetDirectoryName(config.Path)!,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in config.Trainer.Command.Skip(1).Append(work)) start.ArgumentList.Add(word);
        return start;
    }
}
