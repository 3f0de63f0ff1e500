using Ipfl.Simulation;

namespace Ipfl.Cli.Display;

/// <summary>The words that progress displays have in common.</summary>
internal static class RunLines
{
    public static string Opening(Experiment experiment, RunFolder folder, int roundsDone)
    {
        var config = experiment.Config;
        var from = roundsDone > 0 ? $", going on after round {roundsDone}" : "";
        var needs = experiment.Workload.Needs(config, experiment.Threads) is { } line ? $"{Environment.NewLine}{line}" : "";
        return $"{config.Algorithm} on {config.Task.Id}: {experiment.Workload.Description}, {config.Participants} participants, {config.Rounds} rounds of {config.Training.Steps} steps{from} → {Commands.DefaultFolder.Shown(folder.Path)}{needs}";
    }

    public static string Round(RoundRecord record, int rounds) =>
        $"round {record.Round}/{rounds}  accuracy {record.MeanAccuracy:F3}  best {record.MeanBestAccuracy:F3}{Loss(record)}  trades {record.Edges.Count}  welfare {record.SocialWelfare:F2}";

    /// <summary>The mean evaluation loss with the blanks before it; nothing where losses are not evaluated.</summary>
    public static string Loss(RoundRecord record) => record.MeanEvaluationLoss is { } loss ? $"  loss {loss:F3}" : "";

    public static string Timings(RoundTimings t) =>
        $"  training {t.TrainSeconds:F2} s ({t.ImagesPerSecond:F0} samples/s), evaluation {t.EvaluateSeconds:F2} s, market {t.MarketSeconds * 1000:F1} ms, aggregation {t.AggregateSeconds * 1000:F1} ms, {Audit(t)}{Worth(t)}former checkpoint {t.CheckpointSeconds * 1000:F1} ms, peak memory {t.PeakMemoryBytes / 1e6:F0} MB";

    private static string Audit(RoundTimings t) => t.AuditSeconds is { } seconds ? $"audit {seconds * 1000:F1} ms, " : "";

    private static string Worth(RoundTimings t) => t.WorthSeconds is { } seconds ? $"worth of imports {seconds * 1000:F1} ms, " : "";

    public static string Left(TimeSpan left) => left.TotalMinutes >= 1 ? $"{(int)left.TotalMinutes} min {left.Seconds} s left" : $"{Math.Ceiling(left.TotalSeconds):F0} s left";
}
