namespace Ipfl.Reporting;

/// <summary>A finished run of a study.</summary>
internal sealed record StudyCell(string Variant, string Algorithm, long Seed, RunResults Run)
{
    /// <summary>Its participants at the end.</summary>
    public IReadOnlyList<ParticipantTotal> Participants => Run.Participants;

    /// <summary>Its summary, which finished runs have.</summary>
    public RunSummary Summary => Run.Summary!;

    /// <summary>Whether models were for sale.</summary>
    public bool Trades => Summary.Mechanism is not (null or "none");

    /// <summary>The mean over some participants; null where there are none.</summary>
    public double? Mean(Func<ParticipantTotal, bool> who, Func<ParticipantTotal, double> measure)
    {
        double[] values = [.. Participants.Where(who).Select(measure)];
        return values.Length == 0 ? null : values.Average();
    }
}

/// <summary>A study and its results.</summary>
/// <param name="Folder">Where they lie.</param>
/// <param name="Description">What was asked for.</param>
/// <param name="Cells">The finished runs.</param>
/// <param name="Unfinished">The others, in words.</param>
/// <param name="Configs">The settings of each variant's first run that has been begun; variants without are left out.</param>
internal sealed record StudyResults(
    string Folder,
    StudyDescription Description,
    IReadOnlyList<StudyCell> Cells,
    IReadOnlyList<string> Unfinished,
    IReadOnlyDictionary<string, IReadOnlyList<ConfigEntry>> Configs)
{
    /// <summary>Whether runs were on the subset inside the product.</summary>
    public bool Embedded => Cells.Any(cell => cell.Summary.EmbeddedData);

    /// <summary>Algorithms whose models were for sale.</summary>
    public IReadOnlyList<string> Traders => [.. Description.Algorithms.Where(name => Cells.Any(cell => cell.Algorithm == name && cell.Trades))];

    /// <summary>What every figure and table says about the size of the runs behind it.</summary>
    public string Note => ScaleNote.Of(Description.Scale, Description.Changes, Configs.Count == 0 ? "no runs yet" : ScaleNote.Size(Setting("rounds"), Setting("steps")));

    /// <summary>A setting that all runs share, or <c>?</c> where there is no run yet.</summary>
    public string Setting(string key) => Configs.Count == 0 ? "?" : Setting(Configs.Keys.First(), key) ?? "?";

    /// <summary>A variant's setting, or null.</summary>
    public string? Setting(string variant, string key) => Configs.TryGetValue(variant, out var config) ? config.FirstOrDefault(entry => entry.Key == key)?.Value : null;

    /// <summary>The settings in which variants differ.</summary>
    public IReadOnlyList<string> VariedKeys() =>
    [
        .. Configs.Values.SelectMany(config => config).Select(entry => entry.Key).Distinct()
            .Where(key => key is not ("algorithm" or "seed" or "threads") && Configs.Keys.Select(variant => Setting(variant, key)).Distinct().Count() > 1),
    ];

    /// <summary>The variants of which that holds, in their order.</summary>
    public IReadOnlyList<StudyVariant> Variants(string facet, string value) => [.. Description.Variants.Where(variant => variant[facet] == value)];

    /// <summary>The finished runs of a variant with an algorithm.</summary>
    public IEnumerable<StudyCell> Of(string variant, string algorithm) => Cells.Where(cell => cell.Variant == variant && cell.Algorithm == algorithm);

    /// <summary>The run of a variant that has the same algorithm and seed, or null where it is not finished.</summary>
    public StudyCell? Partner(StudyCell cell, string variant) => Of(variant, cell.Algorithm).FirstOrDefault(other => other.Seed == cell.Seed);

    /// <summary>A number over the seeds of a variant with an algorithm; seeds whose run does not tell it are left out.</summary>
    public StudyNumber? Number(string variant, string algorithm, Func<StudyCell, double?> measure) =>
        StudyNumber.Of(Of(variant, algorithm).Select(measure).OfType<double>());
}
