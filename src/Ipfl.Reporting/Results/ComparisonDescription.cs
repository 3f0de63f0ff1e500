namespace Ipfl.Reporting;

/// <summary><c>comparison.json</c>: what was compared on what.</summary>
internal sealed record ComparisonDescription(
    string Task, int Participants, int Rounds, int Steps, IReadOnlyList<SettingChange> Settings, Build Build)
{
    public const string File = "comparison.json";

    /// <summary>The data; null where no cell has noted them.</summary>
    public DataFacts? Data { get; init; }

    /// <summary>Null in folders from before there was such a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the message is one line.</exception>
    public static ComparisonDescription? Read(string folder) => Path.Combine(folder, File) is var path && System.IO.File.Exists(path)
        ? JsonResult.Parse<ComparisonDescription>(System.IO.File.ReadAllText(path), path)
        : null;
}

/// <summary>A setting that differs from its task's.</summary>
internal sealed record SettingChange(string Key, string Value, string Standard);

/// <summary>What data were trained and judged on.</summary>
internal sealed record DataFacts(string Name, string Description, int TrainingSamples)
{
    /// <summary>Null where the workload does not tell.</summary>
    public int? TestSamples { get; init; }

    /// <summary>A digest of all samples; null where the workload does not tell.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>Which build of the product made some results.</summary>
internal sealed record Build(string Product, string Version, string Libtorch)
{
    /// <summary>Null where the build did not know.</summary>
    public string? Commit { get; init; }

    /// <summary>In a line.</summary>
    public override string ToString() => $"{Product} {Version}{(Commit is null ? "" : $", commit {Commit}")}, libtorch {Libtorch}";
}
