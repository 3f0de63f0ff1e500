using Ipfl.Data;

namespace Ipfl.Agent;

/// <summary>The keys of an agent's configuration, with their defaults and ranges.</summary>
internal static class AgentConfigFile
{
    private const string Embedded = "embedded";
    private const string Never = "never";
    private const double Largest = 1e15;

    public static AgentConfig Read(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new FileNotFoundException($"{full}: no such configuration; write one as docs/participant.md shows, or name it with --config", full);
        var file = TomlSection.Read(full);
        var state = Resolve(full, file.Text("state", "a folder") ?? "agent-state");
        var (data, report, trainer, trial) = (file.Section("data"), file.Section("report"), file.Section("trainer"), file.Section("trial"));
        var (privacy, network, llm) = (file.Section("privacy"), file.Section("network"), file.Section("llm"));
        var command = Trainer(trainer);
        var config = new AgentConfig(
            full, state, Data(data, full, command.Command is not null), Report(report), command, file.Has("privacy") ? Privacy(privacy) : null, Network(network))
        { TrialShare = TrialShare(trial, file.Has("privacy")) };
        if (config.Data.Records is not null) config = config with { BaseModel = LanguageConfig.BaseModel(llm, path => Resolve(full, path)) };
        else if (file.Has("llm")) throw file.Fault("llm", "a table", "nothing without data.instructions, the records that a language model is adapted to");
        if (config.BaseModel is not null && command.Threads is not null) throw trainer.Fault("threads", "a number", "nothing with data.instructions: an adapter trains on one thread, or on llm.device");
        foreach (var section in new[] { file, data, report, trainer, trial, privacy, network, llm }) section.RefuseOthers();
        if (config.Data is { Set: null, Records: null } && config.Report.Samples is null)
            throw new InvalidDataException($"{full}: report.samples is missing; without data.set nobody else knows how many training samples there are");
        return config;
    }

    private static DataSettings Data(TomlSection data, string file, bool hasCommand)
    {
        if (LanguageConfig.Records(data, path => Resolve(file, path), hasCommand) is { } records) return new(null, null, null, 0) { Records = records };
        var names = string.Join(", ", DataSets.All.Select(set => set.Name));
        var set = data.Text("set", $"one of {names}");
        if (set is not null && DataSets.All.All(known => known.Name != set)) throw data.Fault("set", $"\"{set}\"", $"one of {names}");
        if (set is null && !hasCommand) throw data.Fault("set", "nothing", $"one of {names}, or data.instructions for a language model; only a trainer of one's own ([trainer] kind = \"command\") can do without");
        var folder = data.Text("dir", $"a folder, or \"{Embedded}\"");
        var isEmbedded = folder is null or Embedded;
        if (isEmbedded && set is not null && !DataSets.Find(set).HasEmbeddedSubset) throw data.Fault("dir", folder is null ? "nothing" : $"\"{Embedded}\"", $"the folder that holds {set}, which has no embedded subset");
        var partition = data.Text("partition", "a JSON file with {\"participants\": [[indices], …]}");
        var participant = data.Whole("participant", 0, int.MaxValue);
        if (partition is null != participant is null)
            throw data.Fault(partition is null ? "partition" : "participant", "nothing", "both data.partition and data.participant, which of its lists is this participant's, or neither");
        if (partition is not null && set is null) throw data.Fault("partition", $"\"{partition}\"", "nothing without data.set, whose training samples it lists");
        return new(set, isEmbedded ? null : Resolve(file, folder!), partition is null ? null : Resolve(file, partition), (int)(participant ?? 0));
    }

    private static ReportSettings Report(TomlSection report)
    {
        var samples = report.Whole("samples", 1, 1L << 53);
        var neverSells = report.Is("sharing_cost", Never);
        double? cost = neverSells ? null : 1;
        if (!neverSells) cost = report.Number("sharing_cost", $"a number from 0 to 1e15, or \"{Never}\"", IsAmount) ?? 1;
        else report.Text("sharing_cost", Never);
        return new(samples, cost, report.Number("gain_scale", "a number from 0 to 1e15; 0 never buys", IsAmount) ?? 5e5);
    }

    private static TrainerSettings Trainer(TomlSection trainer)
    {
        const string kinds = "\"built-in\" or \"command\"";
        var kind = trainer.Text("kind", kinds) ?? "built-in";
        var command = trainer.Words("command", "a list of words, such as [\"python3\", \"train.py\"]");
        var timeout = trainer.Number("timeout_seconds", "a number of seconds from 1 to 1e6", value => value is >= 1 and <= 1e6);
        var threads = trainer.Whole("threads", 1, 1024);
        if (kind is not ("built-in" or "command")) throw trainer.Fault("kind", $"\"{kind}\"", kinds);
        if (kind == "command" && command is null) throw trainer.Fault("command", "nothing", "the program that trains, such as [\"python3\", \"train.py\"]");
        if (kind != "command" && command is not null) throw trainer.Fault("command", "a program", "nothing with kind = \"built-in\"; write kind = \"command\"");
        if (kind != "command" && timeout is not null) throw trainer.Fault("timeout_seconds", "a time", "nothing with kind = \"built-in\", which has an end of its own");
        if (kind == "command" && threads is not null) throw trainer.Fault("threads", "a number", "nothing with kind = \"command\", which runs as it likes");
        return new(command, TimeSpan.FromSeconds(timeout ?? 3600), (int?)threads);
    }

    private static double? TrialShare(TomlSection trial, bool blurs)
    {
        var share = trial.Number("share", "a number from 0 to 0.5; 0 uses every centre untried", value => value is >= 0 and <= 0.5);
        if (blurs && share > 0) throw trial.Fault("share", "a share", "0 with [privacy]: whether a centre is rejected tells of the data what no noise covers");
        return share;
    }

    private static PrivacySettings Privacy(TomlSection privacy)
    {
        const string positive = "a number > 0 and at most 1e15";
        return new(
            privacy.Number("clip", positive, IsPositive) ?? throw privacy.Fault("clip", "nothing", positive),
            privacy.Number("noise", positive, IsPositive) ?? throw privacy.Fault("noise", "nothing", positive),
            privacy.Number("delta", "a number > 0 and < 1", value => value is > 0 and < 1) ?? 1e-5);
    }

    private static NetworkSettings Network(TomlSection network)
    {
        var wait = network.Whole("wait_seconds", 1, 30) ?? 30;
        var timeout = network.Whole("timeout_seconds", 1, 3600) ?? 60;
        var retry = network.Number("retry_seconds", "a number of seconds from 0.1 to 3600", value => value is >= 0.1 and <= 3600) ?? 1;
        var longest = network.Number("longest_retry_seconds", "a number of seconds from retry_seconds to 3600", value => value >= retry && value <= 3600) ?? Math.Max(30, retry);
        return new(TimeSpan.FromSeconds(wait), TimeSpan.FromSeconds(timeout), TimeSpan.FromSeconds(retry), TimeSpan.FromSeconds(longest));
    }

    private static bool IsAmount(double value) => value is >= 0 and <= Largest;

    private static bool IsPositive(double value) => value is > 0 and <= Largest;

    private static string Resolve(string file, string path) => Path.GetFullPath(path, Path.GetDirectoryName(file)!);
}
