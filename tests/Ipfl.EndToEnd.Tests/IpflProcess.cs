using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Ipfl.EndToEnd.Tests;

/// <summary>What a finished command said and how it ended.</summary>
internal sealed record Finished(int ExitCode, string Out, string Error);

/// <summary>The built <c>ipfl</c> command as a process of its own, with an empty home and no data folder.</summary>
internal sealed class IpflProcess : IDisposable
{
    /// <summary>After this a process is taken to hang: far longer than any takes, on a busy machine too.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromMinutes(40);

    private const int SignalInterrupt = 2;
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ipfl.exe" : "ipfl");
    private static readonly TemporaryFolder Home = NewHome();
    private static readonly Dictionary<string, string> NoVariables = [];
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private IpflProcess(string folder, Action<string>? onErrorLine, ProcessStartInfo start)
    {
        _process = Process.Start(Prepared(start, folder))!;
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = ReadLines(onErrorLine);
    }

    /// <summary>Runs a command to its end with <paramref name="folder"/> as its working folder.</summary>
    public static Finished Run(TemporaryFolder folder, params string[] args)
    {
        using var process = new IpflProcess(folder.Path, null, new(Executable, args));
        return process.Wait();
    }

    /// <summary>Runs a command with variables of its own in its environment.</summary>
    public static Finished Run(TemporaryFolder folder, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        using var process = new IpflProcess(folder.Path, null, With(environment, args));
        return process.Wait();
    }

    /// <summary>Runs a command on a terminal of 80 columns that util-linux's <c>script</c> provides; all it says is in the output.</summary>
    public static Finished RunOnTerminal(TemporaryFolder folder, bool noColor, params string[] args)
    {
        const string script = "/usr/bin/script";
        Assert.SkipUnless(File.Exists(script), $"{script} is missing; it provides the terminal");
        var start = new ProcessStartInfo(script, ["-qec", string.Join(' ', args.Prepend(Executable)), "/dev/null"]);
        start.Environment["TERM"] = "xterm-256color";
        if (noColor) start.Environment["NO_COLOR"] = "1";
        using var process = new IpflProcess(folder.Path, null, start);
        return process.Wait();
    }

    /// <summary>Starts a command; <paramref name="onErrorLine"/> hears every line of progress while it runs.</summary>
    public static IpflProcess Start(TemporaryFolder folder, Action<IpflProcess, string> onErrorLine, params string[] args) =>
        Start(folder, NoVariables, onErrorLine, args);

    /// <summary>The same, with variables of its own in its environment.</summary>
    public static IpflProcess Start(TemporaryFolder folder, IReadOnlyDictionary<string, string> environment, Action<IpflProcess, string> onErrorLine, params string[] args)
    {
        var started = new TaskCompletionSource<IpflProcess>();
        var process = new IpflProcess(folder.Path, line => onErrorLine(started.Task.GetAwaiter().GetResult(), line), With(environment, args));
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
        if (!_process.WaitForExit(Hang))
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

    private static ProcessStartInfo With(IReadOnlyDictionary<string, string> environment, string[] args)
    {
        var start = new ProcessStartInfo(Executable, args);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    private static ProcessStartInfo Prepared(ProcessStartInfo start, string folder)
    {
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        foreach (var variable in new[] { "IPFL_DATA", "XDG_DATA_HOME", "XDG_CACHE_HOME" }) start.Environment.Remove(variable);
        start.Environment["HOME"] = Home.Path;
        return start;
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
