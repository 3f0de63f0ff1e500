namespace Ipfl.Simulation;

/// <summary>What a figure of a reproduction shows; the runs themselves lie in <c>TASK/ALGORITHM/seed-N</c>.</summary>
internal sealed record ReproductionDescription(
    string Figure,
    string Scale,
    IReadOnlyList<string> Changes,
    IReadOnlyList<string> Algorithms,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<string> Tasks,
    IReadOnlyList<TaskRemark> LeftOut)
{
    /// <summary>What was asked for over the scale, such as <c>rounds=3</c>, but for what has no effect on numbers, or is told otherwise.</summary>
    public static IReadOnlyList<string> Changed(IEnumerable<ConfigValue> settings) => [.. settings.Where(value => value.Path is not ("threads" or "device" or "data_dir")).Select(Show)];

    /// <summary>Writes a description as <c>NAME.json</c>.</summary>
    /// <exception cref="InvalidDataException">The folder cannot be created or written to.</exception>
    public static void Write<T>(string folder, string name, T description)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(Path.Combine(folder, $"{name}.json"), stream => stream.Write(ResultJson.Page(description)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{folder}: cannot be written to ({error.Message.TrimEnd('.')}); choose another folder with --out", error);
        }
    }

    private static string Show(ConfigValue setting) =>
        FormattableString.Invariant($"{setting.Path}={(setting.Value is bool flag ? flag ? "true" : "false" : setting.Value)}");
}
