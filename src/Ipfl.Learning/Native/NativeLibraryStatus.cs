namespace Ipfl.Learning;

/// <summary>How TorchSharp's native library came to be loaded.</summary>
public enum NativeLibraryOutcome
{
    /// <summary>The file that ships with TorchSharp, as it is.</summary>
    PlainFile,

    /// <summary>An adapted copy of it, because this machine's C++ library is older than the file asks for without need.</summary>
    AdaptedCopy,

    /// <summary>Not at all: no tensor can be made.</summary>
    Failed,
}

/// <summary>What became of loading TorchSharp's native library, for people to read.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Path">The file that is loaded, or that failed to; null when none was found.</param>
/// <param name="Reason">Why it was not simply the plain file; empty when it was.</param>
/// <param name="Fix">What to do about a failure; empty otherwise.</param>
public sealed record NativeLibraryStatus(NativeLibraryOutcome Outcome, string? Path, string Reason, string Fix)
{
    /// <summary>The whole story in one line.</summary>
    public override string ToString() => Outcome switch
    {
        NativeLibraryOutcome.PlainFile => $"libtorch loaded from {Path}",
        NativeLibraryOutcome.AdaptedCopy => $"libtorch loaded through the adapted copy {Path}, because {Reason}",
        _ => $"libtorch could not be loaded{(Path is null ? "" : $" from {Path}")}: {Reason}; {Fix}",
    };
}
