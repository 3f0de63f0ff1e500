namespace Ipfl.Cli.Tests;

/// <summary>An empty folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ipfl-cli-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public bool IsEmpty => !Directory.EnumerateFileSystemEntries(Path).Any();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
