namespace Ipfl.Cli.Commands;

/// <summary>Folders for results when none is named.</summary>
internal static class DefaultFolder
{
    /// <summary>The first of runs/NAME, runs/NAME-2, runs/NAME-3 … that does not exist.</summary>
    public static string For(string name)
    {
        var path = Path.Combine("runs", name);
        for (var number = 2; Path.Exists(path); number++) path = Path.Combine("runs", $"{name}-{number}");
        return path;
    }

    /// <summary>The shorter way to name a path: relative to the working folder where it lies below it.</summary>
    public static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
