using System.Reflection;

namespace Ipfl.Learning;

/// <summary>Finds libraries where the runtime itself looks for them: the folders of native packages, then beside the assembly.</summary>
internal sealed class NativeLibraryFiles(IReadOnlyList<string> folders)
{
    /// <summary>The file name of TorchSharp's native library on this system.</summary>
    public static string TorchSharp { get; } =
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";

    /// <summary>The folders in which the runtime probes for <paramref name="assembly"/>.</summary>
    public static NativeLibraryFiles ProbedFor(Assembly assembly)
    {
        var native = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var folders = native.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).ToList();
        // Empty where the program is one single file.
        if (Path.GetDirectoryName(assembly.Location) is { Length: > 0 } beside) folders.Add(beside);
        folders.Add(AppContext.BaseDirectory);
        return new NativeLibraryFiles(folders);
    }

    /// <summary>The first folder's file of that name, or null.</summary>
    public string? Find(string fileName) => folders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);
}
