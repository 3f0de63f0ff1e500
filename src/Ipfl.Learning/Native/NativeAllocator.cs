using System.Runtime.InteropServices;

namespace Ipfl.Learning;

/// <summary>
/// Settings of the C library's allocator. A training step frees and takes the same few megabytes again; by default glibc hands them
/// back to the system in between, and a third of a small network's step goes into page faults.
/// </summary>
internal static partial class NativeAllocator
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;

    /// <summary>Blocks up to this size are reused within the process; larger ones still go back to the system when freed.</summary>
    private const int ReusedBlock = 32 << 20;

    /// <summary>How much free memory a thread's heap may keep.</summary>
    private const int KeptMemory = 256 << 20;

    /// <summary>Lets the process keep freed blocks of a step; does nothing where the C library is not glibc.</summary>
    public static void KeepFreedBlocks()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc)) return;
        if (!NativeLibrary.TryGetExport(libc, "mallopt", out _)) return;
        // A refusal leaves the defaults, which only cost time.
        _ = SetOption(MapThreshold, ReusedBlock) != 0 && SetOption(TrimThreshold, KeptMemory) != 0;
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
