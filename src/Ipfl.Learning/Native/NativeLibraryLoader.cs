using System.Runtime.InteropServices;

namespace Ipfl.Learning;

/// <summary>
/// Loads TorchSharp's native library where the dynamic loader refuses the file as it ships: it asks for the symbol version
/// GLIBCXX_3.4.32, which many current Linux systems lack, only to mark which headers it was built with (the empty function
/// <c>_ZSt21ios_base_library_initv</c>). A copy in which that one need is optional loads and works.
/// </summary>
internal sealed class NativeLibraryLoader(NativeLibraryFiles files, AdaptedLibraryCache cache)
{
    private const string NeedlessVersion = "GLIBCXX_3.4.32";

    /// <summary>What the library needs, in the order in which it must be loaded: a copy elsewhere does not find them itself.</summary>
    private static readonly string[] Dependencies = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    /// <summary>Loads the file, or an adapted copy; the handle is 0 exactly where the outcome is a failure.</summary>
    public (nint Handle, NativeLibraryStatus Status) Load()
    {
        if (files.Find(NativeLibraryFiles.TorchSharp) is not { } plain)
            return Fail(null, $"{NativeLibraryFiles.TorchSharp} is missing", "reinstall the program, or restore its packages");
        try
        {
            foreach (var name in Dependencies)
                if (files.Find(name) is { } dependency) NativeLibrary.Load(dependency);
            return (NativeLibrary.Load(plain), new NativeLibraryStatus(NativeLibraryOutcome.PlainFile, plain, "", ""));
        }
        catch (DllNotFoundException refusal) when (refusal.Message.Contains(NeedlessVersion, StringComparison.Ordinal))
        {
            return LoadAdaptedCopy(plain);
        }
        catch (DllNotFoundException refusal)
        {
            return Refused(plain, refusal);
        }
    }

    private (nint Handle, NativeLibraryStatus Status) LoadAdaptedCopy(string plain)
    {
        try
        {
            var (handle, copy) = cache.Load(NativeLibraryFiles.TorchSharp, ElfVersionNeeds.MakeOptional(File.ReadAllBytes(plain), NeedlessVersion), NativeLibrary.Load);
            var reason = $"this system's libstdc++ lacks {NeedlessVersion}, which {plain} asks for without need";
            return (handle, new NativeLibraryStatus(NativeLibraryOutcome.AdaptedCopy, copy, reason, ""));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return Fail(
                plain,
                $"this system's libstdc++ lacks {NeedlessVersion}, and an adapted copy cannot be kept: {unwritable.Message}",
                "set XDG_CACHE_HOME to a folder that you can write to");
        }
        catch (InvalidDataException damaged)
        {
            return Fail(plain, damaged.Message, "reinstall the program, or restore its packages");
        }
        catch (DllNotFoundException refusal)
        {
            return Refused(plain, refusal);
        }
    }

    private static (nint Handle, NativeLibraryStatus Status) Refused(string path, DllNotFoundException refusal) => Fail(
        path,
        refusal.Message.ReplaceLineEndings(" ").Trim(),
        "it needs 64-bit Linux with glibc 2.34 and libstdc++ of GCC 12 (GLIBCXX_3.4.30) or later, as in Debian 12 and Ubuntu 22.04");

    private static (nint Handle, NativeLibraryStatus Status) Fail(string? path, string reason, string fix) =>
        (0, new NativeLibraryStatus(NativeLibraryOutcome.Failed, path, reason, fix));
}
