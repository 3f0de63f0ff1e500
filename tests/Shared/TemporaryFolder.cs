using System.Security.Cryptography;

namespace Ipfl.Tests;

/// <summary>An empty folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ipfl-test-").FullName;

    public bool IsEmpty => !Directory.EnumerateFileSystemEntries(Path).Any();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, params byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    /// <summary>The files below, relative to the folder.</summary>
    public string[] Names() =>
        [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>Every file and folder below, with what is in it, so that nothing can be left behind unseen.</summary>
    public string[] Content() =>
    [
        .. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(entry => System.IO.File.Exists(entry) ? $"{entry} {Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(entry)))}" : entry),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
