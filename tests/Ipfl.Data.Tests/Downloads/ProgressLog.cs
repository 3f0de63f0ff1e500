namespace Ipfl.Data.Tests;

/// <summary>Notes progress at once, on the reporting thread, and lets a test act on it.</summary>
internal sealed class ProgressLog(Action<DownloadProgress>? then = null) : IProgress<DownloadProgress>
{
    public List<DownloadProgress> Reports { get; } = [];

    public void Report(DownloadProgress value)
    {
        Reports.Add(value);
        then?.Invoke(value);
    }
}
