using System.Text.Json;

namespace Ipfl.Simulation;

/// <summary>The files of one run and their names.</summary>
public sealed class RunFolder
{
    /// <summary>Name of the folder of <see cref="Markets"/>.</summary>
    public const string MarketsName = "markets";

    /// <summary>Names a run's folder; nothing is created yet.</summary>
    public RunFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = System.IO.Path.GetFullPath(path);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The resolved configuration.</summary>
    public string Config => In("config.toml");

    /// <summary>The partition that the run trains on.</summary>
    public string Partition => In("partition.json");

    /// <summary>The numbers of a finished run.</summary>
    public string Summary => In("summary.json");

    /// <summary>A line of results per round.</summary>
    public string Rounds => In("rounds.jsonl");

    /// <summary>A line of times per round.</summary>
    public string Timings => In("timings.jsonl");

    /// <summary>A line per process that worked on the run, with its start time and build.</summary>
    public string Sessions => In("sessions.jsonl");

    /// <summary>A line per round on what lies could have brought; only where rounds are audited.</summary>
    public string Audits => In("audit.jsonl");

    /// <summary>The folder with a market file per round; only where markets are recorded.</summary>
    public string Markets => In(MarketsName);

    /// <summary>The market file of a round, counted from 1.</summary>
    public string Market(int round) => System.IO.Path.Combine(Markets, FormattableString.Invariant($"round-{round:0000}.json"));

    /// <summary>Models and centres after the last whole round.</summary>
    public string Checkpoint => In(System.IO.Path.Combine("checkpoint", "state.safetensors"));

    /// <summary>Whether a run was begun here.</summary>
    public bool HasRun => File.Exists(Config);

    /// <summary>Whether a run ended here.</summary>
    public bool IsFinished => File.Exists(Summary);

    /// <summary>The file that holds a participant's model.</summary>
    public string Model(string participant) => In(System.IO.Path.Combine("models", $"{participant}.safetensors"));

    /// <summary>The folder that holds a participant's adapter, in PEFT's layout.</summary>
    public string Adapter(string participant) => In(System.IO.Path.Combine("models", participant));

    /// <summary>The numbers of the finished run.</summary>
    /// <exception cref="InvalidDataException">The run is not finished, or its summary is damaged.</exception>
    public RunSummary ReadSummary()
    {
        if (!IsFinished) throw new InvalidDataException($"{Path}: the run is not finished; continue it with --resume {Path}");
        try
        {
            return ResultJson.Read<RunSummary>(Utf8Bytes.Read(Summary).Span);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{Summary}: damaged at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}", error);
        }
    }

    /// <summary>Creates the folder and its sub-folders.</summary>
    /// <exception cref="InvalidDataException">It cannot be created or written to, or holds a run already.</exception>
    public void Create()
    {
        RefuseRun();
        try
        {
            Directory.CreateDirectory(In("checkpoint"));
            Directory.CreateDirectory(In("models"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{Path}: cannot be created ({error.Message.TrimEnd('.')}); choose a folder that you may write to with --out", error);
        }
    }

    /// <summary>Fails where a run, or part of one, lies in the folder.</summary>
    /// <exception cref="InvalidDataException">There is one.</exception>
    internal void RefuseRun()
    {
        if (HasRun) throw new InvalidDataException($"{Path}: holds a run already; continue it with --resume, or choose another folder with --out");
        var remains = new[] { Rounds, Timings, Audits, Summary, Checkpoint }.FirstOrDefault(File.Exists);
        if (remains is not null) throw new InvalidDataException($"{Path}: holds {System.IO.Path.GetFileName(remains)} of a run whose config.toml is gone; choose another folder with --out");
    }

    /// <summary>Keeps other processes from running in this folder until disposed; the system lets go of it when the process dies.</summary>
    /// <exception cref="InvalidDataException">Another process is running here.</exception>
    public IDisposable Hold()
    {
        var path = In(System.IO.Path.Combine("checkpoint", "lock"));
        Directory.CreateDirectory(In("checkpoint"));
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new InvalidDataException($"{Path}: another process is running here; wait until it ends, or stop it", error);
        }
    }

    /// <summary>Removes what a killed process left of files that it was still writing.</summary>
    internal void RemoveLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*.tmp", SearchOption.AllDirectories)) File.Delete(file);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
