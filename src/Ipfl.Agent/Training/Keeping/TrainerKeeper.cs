using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ipfl.Agent;

/// <summary>
/// A process between an agent and its trainer, so that the trainer ends with the agent, however the agent ends. It hears of that at its
/// standard input, which the agent holds open, and ends the trainer with all that it started.
/// </summary>
public static class TrainerKeeper
{
    /// <summary>The word that makes this program a keeper; those of the trainer follow.</summary>
    public const string Verb = "keep-trainer";

    private const int CannotStart = 127;
    private const int Killed = 137;

    /// <summary>The words that start a keeper: this program again.</summary>
    public static IReadOnlyList<string> Command()
    {
        var program = Environment.ProcessPath!;

        // Under `dotnet ipfl.dll` the program is the runtime's, and its first argument the file.
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0], Verb] : [program, Verb];
    }

    /// <summary>Runs a trainer until it ends or the agent does.</summary>
    /// <param name="trainer">Its program and arguments.</param>
    /// <returns>The trainer's exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ProcessFamily.Found();
        using var process = new Process { StartInfo = new(trainer[0], trainer.Skip(1)) { RedirectStandardInput = true } };
        try
        {
            process.Start();
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            await Console.Error.WriteLineAsync($"the trainer {trainer[0]} cannot be started ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
            return CannotStart;
        }

        process.StandardInput.Close();
        var end = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            end.Cancel();
        });
        _ = Task.Run(() => AwaitAgentsEnd(end));
        await process.WaitForExitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var exitCode = process.HasExited ? process.ExitCode : Killed;
        await ProcessFamily.EndAsync(process);
        return exitCode;
    }

    private static void AwaitAgentsEnd(CancellationTokenSource end)
    {
        using var agent = Console.OpenStandardInput();
        while (agent.ReadByte() >= 0)
        {
            // The agent says nothing: what counts is that there is an end.
        }

        end.Cancel();
    }
}
