namespace Ipfl.Reporting.Tests;

/// <summary>Writes comparison folders.</summary>
internal static class SampleComparison
{
    public const string Header = "algorithm,seed,meanBestAccuracy,meanFinalAccuracy,meanUtility,minUtility,wallSeconds";

    public static string Write(string folder, IReadOnlyList<string> algorithms, int seeds, int rounds = 15, bool losses = false)
    {
        Directory.CreateDirectory(folder);
        var lines = new List<string> { Header };
        for (var a = 0; a < algorithms.Count; a++)
        {
            for (var seed = 0; seed < seeds; seed++)
            {
                var run = new SampleRun(6, rounds) { Algorithm = algorithms[a], Seed = (100 * a) + seed, Trades = a == 0, Alone = a == 1, Losses = losses };
                run.Write(Path.Combine(folder, algorithms[a], $"seed-{seed}"));
                var s = run.Summary();
                lines.Add(FormattableString.Invariant($"{algorithms[a]},{seed},{s.MeanBestAccuracy},{s.MeanFinalAccuracy},{s.MeanUtility},{s.MinUtility},{s.WallSeconds}"));
            }
        }

        File.WriteAllLines(Path.Combine(folder, "comparison.csv"), lines);
        return folder;
    }

    public static void WritePairs(string folder, params string[] rows) => File.WriteAllLines(
        Path.Combine(folder, "pairs.csv"),
        ["algorithm,reference,measure,seeds,meanDifference,standardDeviation,low95,high95,algorithmWins,referenceWins", .. rows]);
}
