namespace Ipfl.Reporting;

/// <summary>Where the time went, in a few sentences.</summary>
internal static class TimingParagraph
{
    public static Html Of(RunResults run)
    {
        var timings = run.Timings;
        if (timings.Count == 0) return Html.Of($"<p>No timings were recorded.</p>");
        (string Name, double Seconds)[] phases =
        [
            ("training", timings.Sum(t => t.TrainSeconds)), ("evaluation", timings.Sum(t => t.EvaluateSeconds)), ("the market", timings.Sum(t => t.MarketSeconds)),
            ("aggregation", timings.Sum(t => t.AggregateSeconds)),
            .. timings.Any(t => t.AuditSeconds is not null) ? [("audits", timings.Sum(t => t.AuditSeconds ?? 0))] : Array.Empty<(string, double)>(),
            .. timings.Any(t => t.WorthSeconds is not null) ? [("measuring what imports are worth", timings.Sum(t => t.WorthSeconds ?? 0))] : Array.Empty<(string, double)>(),
            ("checkpoints", timings.Sum(t => t.CheckpointSeconds)),
        ];
        var (total, samples) = (phases.Sum(p => p.Seconds), timings.Sum(t => t.Images));
        var shares = Html.Join(phases.Select((p, i) => Html.Of($"{(i == 0 ? "" : i == phases.Length - 1 ? " and " : ", ")}{p.Name} {Quantity.Duration(p.Seconds)} ({Percent(p.Seconds, total)})")));
        var speed = phases[0].Seconds > 0 ? Html.Of($" Training processed {Quantity.Whole(samples)} {(run.HasLosses ? "records" : "images")}, {Shown.Number(samples / phases[0].Seconds)} per second.") : Html.Empty;
        return Html.Of($"<p>{Counted.Of(timings.Count, "round")} took {Quantity.Duration(total)}: {shares}.{speed} Peak memory: {Shown.Memory(timings.Max(t => t.PeakMemoryBytes))}.</p>");
    }

    private static string Percent(double part, double total) => total > 0 ? $"{Math.Round(100 * part / total)} %" : "0 %";
}
