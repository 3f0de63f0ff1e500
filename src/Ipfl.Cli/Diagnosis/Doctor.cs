using System.Runtime.InteropServices;
using Ipfl.Data;
using Ipfl.Learning;

namespace Ipfl.Cli.Diagnosis;

/// <summary>How bad a finding is.</summary>
internal enum Grade
{
    Good,
    Note,
    Problem,
}

/// <summary>One thing that was checked.</summary>
internal sealed record Finding(Grade Grade, string What, string Found, string Fix = "");

/// <summary>The checks of <c>ipfl doctor</c>.</summary>
internal static class Doctor
{
    private const double EnoughMemory = 2e9;

    public static IEnumerable<Finding> Examine(string? dataDir)
    {
        yield return new(Grade.Good, "runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return new(Grade.Good, "processors", $"{Environment.ProcessorCount}");
        yield return Memory();
        yield return NativeLibrary();
        if (TorchRuntime.Status.Outcome != NativeLibraryOutcome.Failed) yield return Gpu(GraphicsProcessors.Look());
        foreach (var set in DataSets.All) yield return DataSet(set, dataDir);
        yield return WorkingFolder();
    }

    private static Finding Memory()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return available >= EnoughMemory
            ? new(Grade.Good, "memory", $"{available / 1e9:F1} GB")
            : new(Grade.Problem, "memory", $"{available / 1e9:F1} GB", "runs of ten participants need about 2 GB; close other programs, or lift the container's limit");
    }

    private static Finding NativeLibrary()
    {
        var status = TorchRuntime.Status;
        return status.Outcome switch
        {
            NativeLibraryOutcome.Failed => new(Grade.Problem, "native library", status.Reason, status.Fix),
            NativeLibraryOutcome.AdaptedCopy => new(Grade.Note, "native library", status.ToString()),
            _ => new(Grade.Good, "native library", status.ToString()),
        };
    }

    internal static Finding Gpu(GraphicsProcessors here)
    {
        if (here.Count == 0) return new(Grade.Note, "GPU", $"not used: {here.Why}", here.Fix);
        var range = here.Count == 1 ? "cuda" : $"cuda:0 to cuda:{here.Count - 1}";
        return new(Grade.Good, "GPU", here.Names.Count == 0 ? range : $"{range} ({string.Join(", ", here.Names)})");
    }

    private static Finding DataSet(IImageDataSource set, string? dataDir)
    {
        var what = $"data {set.Name}";
        var folder = DataFolder.ForLoading(dataDir, set.Name);
        if (folder is null)
        {
            return new(
                Grade.Note,
                what,
                set.HasEmbeddedSubset ? "only the embedded subset is here" : "not here",
                $"ipfl data fetch {set.Name}, or name its folder with --data-dir or {DataFolder.Variable}");
        }

        try
        {
            var data = set.Load(folder);
            return new(Grade.Good, what, $"{data.Train.Count} training and {data.Test.Count} test images in {folder}");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new(Grade.Note, what, error.Message, $"ipfl data fetch {set.Name}");
        }
    }

    private static Finding WorkingFolder()
    {
        var folder = Environment.CurrentDirectory;
        try
        {
            var probe = Path.Combine(folder, $".ipfl-doctor-{Environment.ProcessId}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
                return new(Grade.Good, "working folder", $"{folder} can be written to");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(Grade.Note, "working folder", error.Message, "give --out a folder that you may write to");
        }
    }
}
