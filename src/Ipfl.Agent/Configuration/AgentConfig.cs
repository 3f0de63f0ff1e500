using Ipfl.Learning;

namespace Ipfl.Agent;

/// <summary>How a participant's agent works: one TOML file, checked.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="StateFolder">Where the agent keeps its key, models and receipts; full path.</param>
/// <param name="Data">The local data.</param>
/// <param name="Report">What is reported to the market.</param>
/// <param name="Trainer">How the model is trained.</param>
/// <param name="Privacy">How uploads are blurred; null where they are not.</param>
/// <param name="Network">How patient the agent is.</param>
public sealed record AgentConfig(
    string Path, string StateFolder, DataSettings Data, ReportSettings Report, TrainerSettings Trainer, PrivacySettings? Privacy, NetworkSettings Network)
{
    /// <summary>The file that is read when a command names none.</summary>
    public const string DefaultFile = "agent.toml";

    /// <summary>The language model that is adapted to <see cref="DataSettings.Records"/>; null where there are none.</summary>
    public BaseModelSettings? BaseModel { get; init; }

    /// <summary>
    /// The share of the own data that is held out to try centres on and never trained on, from 0 to 0.5; 0 uses every centre untried, null
    /// holds out what the market's terms ask for.
    /// </summary>
    public double? TrialShare { get; init; }

    /// <summary>Reads and checks the file; relative paths in it start from its folder.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no valid TOML, has an unknown key or a value that is not allowed.</exception>
    public static AgentConfig Read(string path) => AgentConfigFile.Read(path);
}

/// <summary>The local data.</summary>
/// <param name="Set">A data set by its name; null where the data are records, or only a trainer of one's own knows them.</param>
/// <param name="Folder">The set's folder; null means the embedded subset.</param>
/// <param name="Partition">A partition file, of which one list is this participant's; null means all training samples.</param>
/// <param name="Participant">Which list, from 0.</param>
public sealed record DataSettings(string? Set, string? Folder, string? Partition, int Participant)
{
    /// <summary>Instruction records for a language model; null where the data are others.</summary>
    public RecordSettings? Records { get; init; }
}

/// <summary>Files of instruction records.</summary>
/// <param name="Train">Those to train on; full path.</param>
/// <param name="Test">Those to judge on; full path, null to hold a tenth of the others out.</param>
public sealed record RecordSettings(string Train, string? Test);

/// <summary>The language model whose adapter is trained.</summary>
/// <param name="Model">The folder of its checkpoint; full path.</param>
/// <param name="Precision">How its frozen weights are kept.</param>
/// <param name="MaxTokens">Longer records are cut.</param>
/// <param name="Template">The prompt's form: <c>alpaca</c>, <c>vicuna</c> or <c>chat</c>.</param>
/// <param name="Checkpointing">Whether activations are computed again in the backward pass, to save memory.</param>
/// <param name="Device">Where the model is.</param>
public sealed record BaseModelSettings(string Model, WeightPrecision Precision, int MaxTokens, string Template, bool Checkpointing, ComputeDevice Device);

/// <summary>What is reported to the market.</summary>
/// <param name="Samples">N, from 1 to 2^53; null means the number of training samples.</param>
/// <param name="SharingCost">c, in currency units for each buyer and round, at least 0; null never sells.</param>
/// <param name="GainScale">K, at least 0; 0 never buys.</param>
public sealed record ReportSettings(long? Samples, double? SharingCost, double GainScale);

/// <summary>How the model is trained.</summary>
/// <param name="Command">A program with its arguments that trains; null means the trainer of this product.</param>
/// <param name="Timeout">How long the program may take in a round.</param>
/// <param name="Threads">Threads of the evaluation; null means one per processor.</param>
public sealed record TrainerSettings(IReadOnlyList<string>? Command, TimeSpan Timeout, int? Threads);

/// <summary>How uploads are blurred.</summary>
/// <param name="Clip">The largest Euclidean norm of an uploaded θ − θ⁰ before noise; positive.</param>
/// <param name="Noise">σ: the noise on each number has the standard deviation σ·clip; positive.</param>
/// <param name="Delta">The δ for which ε is told; in (0, 1).</param>
public sealed record PrivacySettings(double Clip, double Noise, double Delta);

/// <summary>How patient the agent is.</summary>
/// <param name="Wait">How long the server may hold an answer until something changes: at most 30 s.</param>
/// <param name="Timeout">How long a call may take, beyond that.</param>
/// <param name="Retry">The first pause after a call that failed; the next ones grow, at random.</param>
/// <param name="LongestRetry">The longest pause.</param>
public sealed record NetworkSettings(TimeSpan Wait, TimeSpan Timeout, TimeSpan Retry, TimeSpan LongestRetry);
