using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Ipfl.Learning;

/// <summary>
/// Makes libtorch usable. The first use of this library arranges that TorchSharp finds its native library on every system that can run
/// it; a program whose first tensor is made elsewhere calls <see cref="EnsureLoaded"/> before.
/// </summary>
public static class TorchRuntime
{
    private const string LibraryName = "LibTorchSharp";
    private static readonly Lock Gate = new();
    private static readonly Lazy<NativeLibraryStatus> Loaded = new(Load);
    private static (nint Handle, NativeLibraryStatus Status)? _fallback;

    /// <summary>Loads the native library if need be and says how that went; never throws.</summary>
    public static NativeLibraryStatus Status => Loaded.Value;

    /// <summary>The version of libtorch that this was built with, and in brackets the backend, <c>cpu</c> or <c>cuda</c>.</summary>
    public static string Version { get; } = typeof(TorchRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(item => item.Key == "LibTorch").Value!;

    /// <summary>Loads the native library if it is not loaded yet. Safe to call often and from any thread.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded; the message says why and what to do.</exception>
    public static void EnsureLoaded()
    {
        if (Status.Outcome == NativeLibraryOutcome.Failed) throw new DllNotFoundException(Status.ToString());
    }

    /// <summary>Whether this build brought the libtorch that can compute on NVIDIA GPUs.</summary>
    internal static bool HasCuda => !OperatingSystem.IsMacOS() && Files().Find(OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so") is not null;

    /// <summary>
    /// Joins the end of the runtime's own search: it is asked only where the plain file did not load, so other machines see no change.
    /// </summary>
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Usage", "CA2255", Justification = "TorchSharp's first call comes from wherever the first tensor is made.")]
    internal static void JoinSearch()
    {
        if (!OperatingSystem.IsLinux()) return;
        var context = AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += Resolve;
    }

    private static nint Resolve(Assembly assembly, string name) => name == LibraryName ? Fallback().Handle : 0;

    private static (nint Handle, NativeLibraryStatus Status) Fallback()
    {
        lock (Gate)
        {
            return _fallback ??= new NativeLibraryLoader(Files(), AdaptedLibraryCache.OfUser()).Load();
        }
    }

    private static NativeLibraryStatus Load()
    {
        try
        {
            NativeLibrary.Load(LibraryName, typeof(torch).Assembly, null);
        }
        catch (DllNotFoundException refusal)
        {
            return Joined() ?? new NativeLibraryStatus(
                NativeLibraryOutcome.Failed, null, refusal.Message.ReplaceLineEndings(" "), "reinstall the program, or restore its packages");
        }

        NativeAllocator.KeepFreedBlocks();
        return Joined() ?? new NativeLibraryStatus(NativeLibraryOutcome.PlainFile, Files().Find(NativeLibraryFiles.TorchSharp), "", "");
    }

    private static NativeLibraryStatus? Joined()
    {
        lock (Gate)
        {
            return _fallback?.Status;
        }
    }

    private static NativeLibraryFiles Files() => NativeLibraryFiles.ProbedFor(typeof(torch).Assembly);
}
