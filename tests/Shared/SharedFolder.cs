namespace Ipfl.Tests;

/// <summary>
/// Reference vectors and real data that lie outside the repository. A test that needs them is skipped with a message where they are
/// missing; under <c>CI=true</c> a missing folder is a failure.
/// </summary>
internal static class SharedFolder
{
    /// <summary>A file among the reference vectors (<c>IPFL_GOLDEN</c>, else <c>../shared/golden</c> beside the repository).</summary>
    public static string Golden(string name) => Find("IPFL_GOLDEN", "golden", name);

    /// <summary>A file or folder of real data (<c>IPFL_SHARED_DATA</c>, else <c>../shared/data</c> beside the repository).</summary>
    public static string Data(string name) => Find("IPFL_SHARED_DATA", "data", name);

    /// <summary>The root of the repository: the folder that holds <c>Ipfl.slnx</c>.</summary>
    public static string Repository { get; } = FindRepository();

    private static string Find(string variable, string folder, string name)
    {
        var root = Environment.GetEnvironmentVariable(variable) ?? Path.Combine(Repository, "..", "shared", folder);
        var path = Path.GetFullPath(Path.Combine(root, name));
        if (Path.Exists(path)) return path;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"{path} is missing; CI must have it");
        Assert.Skip($"{path} is missing; set {variable} to the folder that holds {name}");
        return path;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Ipfl.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Ipfl.slnx not found above the test's folder");
    }
}
