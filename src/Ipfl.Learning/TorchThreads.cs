using static TorchSharp.torch;

namespace Ipfl.Learning;

/// <summary>
/// Limits libtorch to the calling thread for the length of a scope. Sums then do not depend on how many threads a machine has, and
/// workers that each own a core do not get in each other's way.
/// </summary>
internal readonly struct TorchThreads : IDisposable
{
    private readonly int _before;

    private TorchThreads(int before) => _before = before;

    /// <summary>Begins the scope on the calling thread.</summary>
    public static TorchThreads One()
    {
        var before = get_num_threads();
        set_num_threads(1);
        return new TorchThreads(before);
    }

    /// <summary>Gives the calling thread its former number of threads back.</summary>
    public void Dispose() => set_num_threads(_before);
}
