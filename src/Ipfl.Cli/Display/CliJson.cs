using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ipfl.Agent;
using Ipfl.Cli.Diagnosis;
using Ipfl.Simulation;

namespace Ipfl.Cli.Display;

/// <summary>A cell of a comparison, as in comparison.csv.</summary>
internal sealed record ComparisonRow(
    string Algorithm, long Seed, double MeanBestAccuracy, double MeanFinalAccuracy, double MeanUtility, double MinUtility, double WallSeconds)
{
    /// <summary>Mean loss on test data after the last round, where such losses are evaluated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanEvaluationLoss { get; init; }

    /// <summary>The market's own welfare over all rounds; null where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SocialWelfare { get; init; }

    /// <summary>Realised gains less sharing costs over all rounds; null where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RealWelfare { get; init; }

    /// <summary>What was paid; null where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Invested { get; init; }

    /// <summary>The gains that the market accounts; null where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AccountedGain { get; init; }

    /// <summary>The gains that were measured; null where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RealisedGain { get; init; }

    /// <summary>In which share of imports the buyer was worse off; null where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ShareHurt { get; init; }

    /// <summary>Of payment and realised gain over the trades; null where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RankCorrelation { get; init; }
}

/// <summary>A row of pairs.csv.</summary>
internal sealed record PairJson(
    string Algorithm, string Reference, string Measure, int Seeds, double MeanDifference, double? StandardDeviation, double? Low95, double? High95, int AlgorithmWins, int ReferenceWins);

/// <summary>A comparison: what was compared, its cells, and each algorithm's differences to the reference, with intervals of that confidence where there are two seeds.</summary>
internal sealed record ComparisonJson(ComparisonDescription Compared, IReadOnlyList<ComparisonRow> Cells, double Confidence, IReadOnlyList<PairJson> Pairs);

/// <summary>A reproduced figure: a row per task and algorithm.</summary>
internal sealed record ReproductionJson(string Figure, string Scale, IReadOnlyList<ReproductionRow> Rows, IReadOnlyList<TaskRemark> LeftOut, string Report);

/// <summary>An algorithm on a task, over seeds.</summary>
internal sealed record ReproductionRow(
    string Task,
    string Algorithm,
    int Rounds,
    int Steps,
    IReadOnlyList<long> Seeds,
    bool EmbeddedData,
    MeanOverSeeds MeanBestAccuracy,
    MeanOverSeeds MeanFinalAccuracy,
    MeanOverSeeds MeanUtility,
    MeanOverSeeds MinUtility);

/// <summary>Mean and standard deviation (n − 1); a single seed has no deviation.</summary>
internal sealed record MeanOverSeeds(double Mean, double? Deviation);

/// <summary>A data set and what of it is here.</summary>
internal sealed record DataSetRow(string Name, string Description, string Licence, long? DownloadBytes, IReadOnlyList<FileRow> Files);

/// <summary>A file of a data set.</summary>
internal sealed record FileRow(string Path, string State, string Detail);

/// <summary>What everybody in a market holds. Amounts are text, because JSON's numbers are doubles in most programs.</summary>
internal sealed record BalancesJson(string Market, IReadOnlyList<ParticipantBalanceRow> Participants, string Rounding, string Outside);

/// <summary>What a participant holds.</summary>
internal sealed record ParticipantBalanceRow(int Number, string Name, string Available, string Reserved);

/// <summary>The results of commands as JSON (<c>--json</c>): camelCase, indented.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ComparisonJson))]
[JsonSerializable(typeof(ReproductionJson))]
[JsonSerializable(typeof(StudyJson))]
[JsonSerializable(typeof(LanguageJson))]
[JsonSerializable(typeof(BalancesJson))]
[JsonSerializable(typeof(AgentStatus))]
[JsonSerializable(typeof(IReadOnlyList<DataSetRow>))]
[JsonSerializable(typeof(IReadOnlyList<FileRow>))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
internal sealed partial class CliJson : JsonSerializerContext
{
    private static readonly CliJson Pages = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<Grade>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<Ipfl.Reporting.StudyUnit>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<RoundStep>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<BoughtState>(JsonNamingPolicy.CamelCase),
        },
    });

    public static void Write<T>(Terminal terminal, IReadOnlyList<T> rows) => WriteObject(terminal, rows);

    public static void WriteObject<T>(Terminal terminal, T value) =>
        terminal.Out.WriteLine(Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(value, Pages.GetTypeInfo(typeof(T))!)));
}
