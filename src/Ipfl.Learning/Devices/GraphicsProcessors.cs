using TorchSharp;

namespace Ipfl.Learning;

/// <summary>The GPUs that this build can compute on.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Names">What the driver calls the machine's GPUs; empty where it does not say.</param>
/// <param name="Why">Why there is none; empty where there is one.</param>
/// <param name="Fix">How to get one; empty where there is one.</param>
public sealed record GraphicsProcessors(int Count, IReadOnlyList<string> Names, string Why, string Fix)
{
    private const string DriverFolder = "/proc/driver/nvidia/gpus";

    /// <summary>Looks what is here.</summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public static GraphicsProcessors Look()
    {
        TorchRuntime.EnsureLoaded();
        if (!TorchRuntime.HasCuda)
            return new(0, [], "this build computes on the processor alone", "for an NVIDIA GPU, build on Linux or Windows with -p:TorchBackend=cuda");
        return torch.cuda.is_available()
            ? new(torch.cuda.device_count(), Named(), "", "")
            : new(0, [], "libtorch finds no GPU", "install an NVIDIA driver for CUDA 12.8 or later; in a container, pass the GPU on");
    }

    /// <summary>The driver's own list on Linux; libtorch's bridge does not tell names.</summary>
    private static string[] Named()
    {
        if (!Directory.Exists(DriverFolder)) return [];
        try
        {
            return [.. Directory.GetDirectories(DriverFolder).Order(StringComparer.Ordinal).SelectMany(NameIn)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<string> NameIn(string folder) =>
        from line in File.ReadLines(Path.Combine(folder, "information"))
        where line.StartsWith("Model:", StringComparison.Ordinal)
        select line["Model:".Length..].Trim();
}
