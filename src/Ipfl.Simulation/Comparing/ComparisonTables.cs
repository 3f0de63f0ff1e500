using System.Globalization;
using System.Text;

namespace Ipfl.Simulation;

/// <summary>
/// The tables of a comparison's folder: <c>comparison.csv</c>, a row per cell; <c>pairs.csv</c>, two rows per algorithm but the reference;
/// <c>comparison.tex</c> with both, a row per algorithm; and <c>comparison.json</c>, what was compared.
/// </summary>
internal static class ComparisonTables
{
    private const string Header =
        "algorithm,seed,meanBestAccuracy,meanFinalAccuracy,meanUtility,minUtility,wallSeconds,"
        + "socialWelfare,realWelfare,invested,accountedGain,realisedGain,shareHurt,rankCorrelation,meanEvaluationLoss,"
        + "task,data,trainingSamples,testSamples,dataSha256,participants,rounds,steps,settings";

    public static void Write(string folder, ComparisonOutcome outcome)
    {
        AtomicFile.Write(Path.Combine(folder, "comparison.json"), stream => stream.Write([.. ResultJson.Page(outcome.Compared), (byte)'\n']));
        AtomicFile.WriteAllText(Path.Combine(folder, "pairs.csv"), PairedTables.Csv(outcome.Pairs));
        AtomicFile.WriteAllText(Path.Combine(folder, "comparison.csv"), Csv(outcome));
        AtomicFile.WriteAllText(Path.Combine(folder, "comparison.tex"), ComparisonTex.Of(outcome));
    }

    /// <summary>The cells that the folder's table has; none where there is no table.</summary>
    public static IEnumerable<ComparisonCell> Rows(string folder)
    {
        var path = Path.Combine(folder, "comparison.csv");
        if (!File.Exists(path)) yield break;
        foreach (var fields in File.ReadLines(path).Select(line => line.Split(',')))
        {
            if (fields.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
                yield return new(fields[0], seed);
        }
    }

    private static string Csv(ComparisonOutcome outcome)
    {
        var compared = outcome.Compared;
        var settings = string.Join("; ", compared.Settings.Select(change => $"{change.Key} = {change.Value}"));
        var subject = string.Create(
            CultureInfo.InvariantCulture,
            $"{compared.Task},{Field(compared.Data?.Description)},{compared.Data?.TrainingSamples},{compared.Data?.TestSamples},{compared.Data?.Sha256},{compared.Participants},{compared.Rounds},{compared.Steps},{Field(settings)}");
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (cell, s) in outcome.Cells)
        {
            text.Append(CultureInfo.InvariantCulture, $"{cell.Algorithm},{cell.Seed},{s.MeanBestAccuracy:R},{s.MeanFinalAccuracy:R},");
            text.Append(CultureInfo.InvariantCulture, $"{s.MeanUtility:R},{s.MinUtility:R},{s.WallSeconds:R},");
            text.Append(CultureInfo.InvariantCulture, $"{s.SocialWelfare:R},{s.RealWelfare:R},{s.Invested:R},{s.AccountedGain:R},{s.RealisedGain:R},");
            text.Append(CultureInfo.InvariantCulture, $"{s.ShareHurt:R},{s.RankCorrelation:R},{s.MeanEvaluationLoss:R},{subject}\n");
        }

        return text.ToString();
    }

    /// <summary>Text as a field: in quotes where it has a comma or a quote (RFC 4180), on one line.</summary>
    private static string Field(string? text)
    {
        var line = (text ?? "").ReplaceLineEndings(" ");
        return line.AsSpan().IndexOfAny(',', '"') < 0 ? line : $"\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
