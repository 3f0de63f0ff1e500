namespace Ipfl.Reporting;

/// <summary>Reads and checks the result files of a run folder.</summary>
internal static class RunFolder
{
    public const string SummaryFile = "summary.json";
    public const string RoundsFile = "rounds.jsonl";

    /// <summary>Whether the folder has any result of a run.</summary>
    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, SummaryFile)) || File.Exists(Path.Combine(folder, RoundsFile));

    /// <exception cref="InvalidDataException">No run, or a damaged file; the message is one line.</exception>
    public static RunResults Read(string folder)
    {
        if (!IsRun(folder)) throw new InvalidDataException($"{folder}: neither {SummaryFile} nor {RoundsFile} is there; give the folder of a run");
        var summary = ReadSummary(Path.Combine(folder, SummaryFile));
        var roundsPath = Path.Combine(folder, RoundsFile);
        var rounds = JsonLines.Read<RoundResult>(roundsPath, interrupted: summary is null);
        var check = new RoundCheck(roundsPath, summary);
        foreach (var (line, round) in rounds) check.Accept(line, round);
        if (summary is not null && summary.Rounds != rounds.Count)
            throw JsonResult.Refusal(roundsPath, $"{rounds.Count} rounds, but {SummaryFile} tells of {summary.Rounds}");
        var timings = JsonLines.Read<RoundTiming>(Path.Combine(folder, "timings.jsonl"), interrupted: summary is null);
        RoundResult[] results = [.. rounds.Select(r => r.Value)];
        return new RunResults(folder, summary, results, [.. timings.Select(t => t.Value)], AuditedRound.Read(folder, summary, results), ConfigEntry.Read(Path.Combine(folder, "config.toml")));
    }

    /// <summary>The summary, or null where the run has not ended.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the message is one line.</exception>
    public static RunSummary? ReadSummary(string path)
    {
        if (!File.Exists(path)) return null;
        var summary = JsonResult.Parse<RunSummary>(File.ReadAllText(path), path);
        var classes = summary.ClassNames?.Count ?? summary.Participants.Select(p => p.LabelCounts.Count).DefaultIfEmpty().Max();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var participant in summary.Participants)
        {
            if (!ids.Add(participant.Id)) throw JsonResult.Refusal(path, $"participant '{OneLine.Of(participant.Id)}' is listed twice");
            if (participant.LabelCounts.Count != classes)
                throw JsonResult.Refusal(path, $"participant '{OneLine.Of(participant.Id)}' has {participant.LabelCounts.Count} labelCounts, but there are {classes} classes");
            if (participant.Samples < 0 || participant.LabelCounts.Any(count => count < 0))
                throw JsonResult.Refusal(path, $"participant '{OneLine.Of(participant.Id)}' has a negative number of samples");
        }

        return summary;
    }
}
