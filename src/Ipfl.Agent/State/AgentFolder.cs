namespace Ipfl.Agent;

/// <summary>The files in which an agent keeps what it must not lose, and their names.</summary>
public sealed class AgentFolder
{
    /// <summary>Names the folder; nothing is created yet.</summary>
    public AgentFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = System.IO.Path.GetFullPath(path);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The private key that signs calls, PEM, readable by its owner alone.</summary>
    public string Key => In("agent.key");

    /// <summary>Where the agent is enrolled, JSON.</summary>
    public string Enrolment => In("enrolment.json");

    /// <summary>The public key that the server signs receipts with, PEM.</summary>
    public string ServerKey => In("server-key.pem");

    /// <summary>The common initial model.</summary>
    public string InitialModel => In("initial.safetensors");

    /// <summary>After which round the participant leaves, JSON; missing while it stays.</summary>
    public string Withdrawal => In("withdrawal.json");

    /// <summary>The shares of classes that were told, JSON: they count once and for all.</summary>
    public string ClassShares => In("class-shares.json");

    /// <summary>What has been released under noise, JSON.</summary>
    public string Releases => In("privacy.json");

    /// <summary>The folder in which a trainer works.</summary>
    public string Work => In("work");

    /// <summary>The folder in which a trainer judges a centre.</summary>
    public string TrialWork => In("trial");

    /// <summary>The folder of all rounds.</summary>
    public string Rounds => In("rounds");

    /// <summary>The files of a round, counted from 1.</summary>
    public RoundFiles Round(int round) => new(System.IO.Path.Combine(Rounds, $"{round:D6}"));

    /// <summary>Creates the folder, for its owner alone.</summary>
    /// <exception cref="InvalidDataException">It cannot be created.</exception>
    public void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
            else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{Path}: cannot be created ({error.Message.TrimEnd('.')}); name another folder with state = \"…\"", error);
        }
    }

    /// <summary>Keeps other agents out of this folder until disposed; the system lets go of it when the process dies.</summary>
    /// <exception cref="InvalidDataException">Another agent works here.</exception>
    public IDisposable Hold()
    {
        var path = In("lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new InvalidDataException($"{Path}: another agent works here; wait until it ends, or stop it", error);
        }
    }

    /// <summary>Removes what a killed process left of files that it was still writing.</summary>
    internal void RemoveLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*.tmp", SearchOption.AllDirectories)) File.Delete(file);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
