namespace Ipfl.EndToEnd.Tests;

/// <summary>An empty folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ipfl-e2e-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Every file and folder below, with what is in it, so that nothing can be left behind unseen.</summary>
    public string[] Content() =>
    [
        .. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(entry => System.IO.File.Exists(entry) ? $"{entry} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(entry)))}" : entry),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
