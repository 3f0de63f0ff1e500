using System.Diagnostics;

namespace Ipfl.Agent;

/// <summary>The program of [trainer] command: one run of it, with a folder as its last argument, until it ends, fails or takes too long.</summary>
/// <param name="config">Names it.</param>
/// <param name="keeper">The words that start a <see cref="TrainerKeeper"/>; none has it run as this process's own child.</param>
internal sealed class TrainerProgram(AgentConfig config, IReadOnlyList<string> keeper)
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
            if (keeper.Count == 0) process.Kill(entireProcessTree: true);
            else process.StandardInput.Close();
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

        if (keeper.Count == 0) process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return true;
    }

    private ProcessStartInfo Start(string work)
    {
        string[] words = [.. keeper, .. config.Trainer.Command!, work];
        return new(words[0], words.Skip(1))
        {
            WorkingDirectory = Path.GetDirectoryName(config.Path)!,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
