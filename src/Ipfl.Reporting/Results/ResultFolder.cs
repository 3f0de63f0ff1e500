namespace Ipfl.Reporting;

/// <summary>The folder that someone asks a report of.</summary>
internal static class ResultFolder
{
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Existing(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var full = Path.GetFullPath(folder);
        return Directory.Exists(full) ? full : throw new DirectoryNotFoundException($"{full}: no such folder; give the folder that a run or a comparison wrote");
    }
}
