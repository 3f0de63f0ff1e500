using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Ipfl.Agent;

/// <summary>A job object: Windows ends all processes in it when its last handle is closed, which happens at the latest when this process ends.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsJob
{
    private const int ExtendedLimits = 9;
    private const uint KillOnClose = 0x2000;

    /// <summary>Puts this process, and so all that it will start, into a job whose only handle it holds.</summary>
    public static void EndWithThisProcess()
    {
        var job = CreateJob(0, null);
        var limits = new Limits { Flags = KillOnClose };
        using var self = Process.GetCurrentProcess();
        if (job == 0 || !SetLimits(job, ExtendedLimits, ref limits, (uint)Marshal.SizeOf<Limits>()) || !Assign(job, self.Handle)) throw new Win32Exception();
    }

    [DllImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint CreateJob(nint attributes, [MarshalAs(UnmanagedType.LPWStr)] string? name);

    [DllImport("kernel32", EntryPoint = "SetInformationJobObject", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetLimits(nint job, int kind, ref Limits limits, uint size);

    [DllImport("kernel32", EntryPoint = "AssignProcessToJobObject", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool Assign(nint job, nint process);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint LeastWorkingSet;
        public nuint MostWorkingSet;
        public uint MostProcesses;
        public nuint Affinity;
        public uint Priority;
        public uint Scheduling;
        public ulong Reads;
        public ulong Writes;
        public ulong Others;
        public ulong ReadBytes;
        public ulong WrittenBytes;
        public ulong OtherBytes;
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint MostProcessMemory;
        public nuint MostJobMemory;
    }
}
