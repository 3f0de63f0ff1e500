using System.Diagnostics;

namespace Ipfl.Agent;

/// <summary>The program of [trainer] command: one run of it, with a folder as its last argument, until it ends, fails or takes too long.</summary>
internal sealed class TrainerProgram(AgentConfig config)
{
    private const int LongestLine = 300;

    /// <summary>Runs the program; what it prints goes to <c>trainer.log</c> in the folder.</summary>
    /// <exception cref="TrainerFailedException">It cannot be started, took too long, or ended with an exit code other than 0.</exception>
    /// <exception cref="OperationCanceledException">Stopped, and all that it started with it.</exception>
    public async Task RunAsync(string work, CancellationToken cancellation)
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
