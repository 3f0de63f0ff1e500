using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Ipfl.Service.Hosting;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.EndToEnd.Tests.Service;

/// <summary>A market server and its agents as processes, over TLS on loopback, in one folder.</summary>
internal sealed class ServedMarket : IDisposable
{
    public const string Market = "market";

    /// <summary>Terms under which what sellers claim is believed and centres pull, as the published method has it.</summary>
    public static readonly string[] PublishedTerms =
        ["--mechanism", "vcg", "--evidence", "none", "--import", "pull", "--exclusive-distance", "0", "--trial-share", "0"];

    private readonly Dictionary<string, IpflProcess> _running = [];
    private readonly string[] _access;
    private readonly string[] _options;

    public ServedMarket()
        : this(_ => [])
    {
    }

    /// <summary>A server with more options, which may depend on its address; it starts once what is to be before has been done.</summary>
    public ServedMarket(Func<string, string[]> options, Action<ServedMarket>? before = null, string scheme = "https")
    {
        Address = $"{scheme}://127.0.0.1:{FreePort.Next()}";
        _options = options(Address);
        _access = ["--data", Data, "--server", Address];
        before?.Invoke(this);
        StartServer();
    }

    public TemporaryFolder Folder { get; } = new();

    public string Address { get; }

    /// <summary>What agents have in their environment.</summary>
    public Dictionary<string, string> AgentVariables { get; } = [];

    public string Data => Folder.File("server");

    /// <summary>Starts the server and waits until it answers.</summary>
    public void StartServer()
    {
        using var listening = new ManualResetEventSlim();
        var server = IpflProcess.Start(Folder, (_, line) =>
        {
            if (line.StartsWith("market server at", StringComparison.Ordinal)) listening.Set();
        }, ["serve", "--data", Data, "--listen", Address, .. _options]);
        _running["server"] = server;
        Assert.True(listening.Wait(TimeSpan.FromMinutes(10)), "the server did not start");
    }

    /// <summary>Starts the server and kills it after a moment, whatever it is doing then.</summary>
    public void StartAndKill(TimeSpan after)
    {
        using var server = IpflProcess.Start(Folder, (_, _) => { }, "serve", "--data", Data, "--listen", Address);
        server.EndsWithin(after);
        server.Kill();
        server.Wait();
    }

    /// <summary>Whether the server runs.</summary>
    public bool IsServing => !_running["server"].EndsWithin(TimeSpan.Zero);

    /// <summary>A connection that knows the server's certificate.</summary>
    public GrpcChannel Channel()
    {
        var expected = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(Data, "server.crt")));
        var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetRawCertDataString() == expected.GetRawCertDataString() } };
        return GrpcChannel.ForAddress(Address, new() { HttpHandler = handler, DisposeHttpClient = true });
    }

    public void CreateMarket(params string[] options) => Operate(["market", "create", Market, .. options]);

    public void Open() => Operate("market", "open", Market);

    /// <summary>The token of an invitation.</summary>
    public string Invite(string name, string deposit = "1000") => Operate("market", "invite", Market, "--participant", name, "--deposit", deposit, "--max-samples", "100000").Out.Trim();

    /// <summary>Enrols an agent with a configuration.</summary>
    public void Enrol(string name, string configuration)
    {
        Folder.Write($"{name}/agent.toml", configuration);
        Done(IpflProcess.Run(Folder, AgentVariables, "agent", "enrol", "--token", Invite(name), "--config", Config(name)));
    }

    /// <summary>Starts an agent's rounds.</summary>
    public void StartAgent(string name) => StartAgent(name, _ => { });

    /// <summary>Starts the rounds of some agents and waits until all have reported.</summary>
    public void StartAndReport(params string[] names)
    {
        using var reports = new CountdownEvent(names.Length);
        foreach (var name in names)
        {
            StartAgent(name, line =>
            {
                if (line.StartsWith("reported:", StringComparison.Ordinal)) reports.Signal();
            });
        }

        Assert.True(reports.Wait(TimeSpan.FromMinutes(10)), "not all agents have reported");
    }

    /// <summary>Kills a process at once, and says whether it was still there.</summary>
    public bool Kill(string name)
    {
        var process = _running[name];
        if (process.EndsWithin(TimeSpan.Zero)) return false;
        process.Kill();
        process.Wait();
        return true;
    }

    /// <summary>Ends an agent by Ctrl-C.</summary>
    public Finished Interrupted(string name)
    {
        _running[name].Interrupt();
        return _running[name].Wait();
    }

    /// <summary>Waits until an agent ends by itself, the market being closed.</summary>
    public Finished Ended(string name) => _running[name].Wait();

    /// <summary>Ends the server as an operator does.</summary>
    public void StopServer()
    {
        _running["server"].Interrupt();
        Assert.Equal(130, _running["server"].Wait().ExitCode);
    }

    public Finished Operate(params string[] words) => Done(IpflProcess.Run(Folder, [.. words, .. _access]));

    public Finished VerifyLedger() => Done(IpflProcess.Run(Folder, "ledger", "verify", "--data", Data));

    /// <summary>The database as it lies there.</summary>
    public ServiceDb Database() => new((DbContextOptions<ServiceDb>)new DbContextOptionsBuilder<ServiceDb>().UseServiceDatabase(new ServiceFolder(Data)).Options);

    /// <summary>A file of an agent's round.</summary>
    public string RoundFile(string name, int round, string file) => Folder.File($"{name}/agent-state/rounds/{round:D6}/{file}");

    public void Dispose()
    {
        foreach (var process in _running.Values) process.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Folder.Dispose();
    }

    private void StartAgent(string name, Action<string> onLine) => _running[name] = IpflProcess.Start(Folder, AgentVariables, (_, line) => onLine(line), "agent", "run", "--config", Config(name));

    private string Config(string name) => Folder.File($"{name}/agent.toml");

    private static Finished Done(Finished finished)
    {
        Assert.True(finished.ExitCode == 0, $"exit code {finished.ExitCode}: {finished.Error}");
        return finished;
    }
}
