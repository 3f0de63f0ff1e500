using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Ipfl.Agent;

/// <summary>
/// All processes that come of this one. On Linux those whose parents end become its children, on Windows all are in one job, so that none gets
/// away; on macOS one that cuts itself off does.
/// </summary>
internal static class ProcessFamily
{
    private const int SetChildSubreaper = 36;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Begins the family with this process, out of reach of the terminal's Ctrl-C, which is the agent's to hear.</summary>
    public static void Found()
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsJob.EndWithThisProcess();
            return;
        }

        _ = NewSession();
        if (OperatingSystem.IsLinux()) _ = Control(SetChildSubreaper, 1, 0, 0, 0);
    }

    /// <summary>Ends all but this process.</summary>
    /// <param name="child">The child that it started.</param>
    public static async Task EndAsync(Process child)
    {
        if (OperatingSystem.IsLinux())
        {
            // Who ends leaves its children to this process, so it is asked until there are none.
            while (Children() is { Count: > 0 } children)
            {
                foreach (var id in children) End(id);
                await Task.Delay(Pause);
            }
        }
        else if (!child.HasExited)
        {
            child.Kill(entireProcessTree: true);
        }
    }

    private static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It has ended meanwhile, or a part of its tree has.
        }
    }

    [SupportedOSPlatform("linux")]
    private static List<int> Children()
    {
        var own = Environment.ProcessId;
        return [.. from folder in Directory.EnumerateDirectories("/proc")
                   where int.TryParse(Path.GetFileName(folder), out _) && IsRunningChild(folder, own)
                   select int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture)];
    }

    private static bool IsRunningChild(string folder, int parent)
    {
        try
        {
            // pid (name, which may hold anything) state parent …
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is not ("Z" or "X") && fields[1] == parent.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NewSession();

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint value, nuint second, nuint third, nuint fourth);
}
