using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Ipfl.EndToEnd.Tests;

/// <summary>What a finished command said and how it ended.</summary>
internal sealed record Finished(int ExitCode, string Out, string Error);

/// <summary>The built <c>ipfl</c> command as a process of its own, with an empty home and no data folder.</summary>
internal sealed class IpflProcess : IDisposable
{
    private const int SignalInterrupt = 2;
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ipfl.exe" : "ipfl");
    private static readonly TemporaryFolder Home = NewHome();
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private IpflProcess(string folder, Action<string>? onErrorLine, string[] args)
    {
        var start = new ProcessStartInfo(Executable, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("IPFL_DATA");
        foreach (var variable in new[] { "XDG_DATA_HOME", "XDG_CACHE_HOME" }) start.Environment.Remove(variable);
        start.Environment["HOME"] = Home.Path;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = ReadLines(onErrorLine);
    }

    /// <summary>Runs a command to its end with <paramref name="folder"/> as its working folder.</summary>
    public static Finished Run(TemporaryFolder folder, params string[] args)
    {
        using var process = new IpflProcess(folder.Path, null, args);
        return process.Wait();
    }

    /// <summary>Starts a command; <paramref name="onErrorLine"/> hears every line of progress while it runs.</summary>
    public static IpflProcess Start(TemporaryFolder folder, Action<IpflProcess, string> onErrorLine, params string[] args)
    {
        var started = new TaskCompletionSource<IpflProcess>();
        var process = new IpflProcess(folder.Path, line => onErrorLine(started.Task.GetAwaiter().GetResult(), line), args);
        started.SetResult(process);
        return process;
    }

    /// <summary>Kills the process at once (SIGKILL); one that has ended already is left alone.</summary>
    public void Kill() => _process.Kill();

    /// <summary>What Ctrl-C does.</summary>
    public void Interrupt() => Assert.Equal(0, SendSignal(_process.Id, SignalInterrupt));

    /// <summary>Waits up to <paramref name="time"/> for the end; whether it came.</summary>
    public bool EndsWithin(TimeSpan time) => _process.WaitForExit(time);

    public Finished Wait()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            _process.Kill();
            Assert.Fail($"{Executable} did not end");
        }

        return new(_process.ExitCode, _output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);

    private static TemporaryFolder NewHome()
    {
        var home = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => home.Dispose();
        return home;
    }

    private async Task<string> ReadLines(Action<string>? onLine)
    {
        var text = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            onLine?.Invoke(line);
        }

        return text.ToString();
    }
}
