using Ipfl.Data;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent.Tests;

/// <summary>A fake market, and an agent's state that outlives its runs.</summary>
internal sealed class Stage : IDisposable, IAgentObserver
{
    private readonly TemporaryFolder _folder = new();
    private int _seen;

    public Stage()
    {
        Market = new(_folder.Path);
        State = new(_folder.File("state"));
        State.Create();
        StateJson.Write(State.Enrolment, new Enrolment("https://fake", "", "toys", "ann", 3, Market.ServerKey));
        Trainer = new(Market.Terms);
        Config = new(
            _folder.File("agent.toml"),
            State.Path,
            new(null, null, null, 0),
            new(120, 1, 5e5),
            new(["trainer"], TimeSpan.FromMinutes(1), null),
            null,
            new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.Zero));
    }

    public FakeMarket Market { get; }

    public AgentFolder State { get; }

    public AddingTrainer Trainer { get; }

    public AgentConfig Config { get; set; }

    /// <summary>Everything that the agent said.</summary>
    public List<AgentEvent> Seen { get; } = [];

    /// <summary>The event, counted from 1 in each run, that the process does not survive; 0 for none.</summary>
    public int DiesAt { get; set; }

    /// <summary>Called with each event.</summary>
    public Action<AgentEvent>? OnSeen { get; set; }

    public Task<AgentSummary> RunAsync() => RunAsync(_ => Trainer);

    public Task<AgentSummary> RunAsync(Func<Terms, ILocalTrainer> trainer)
    {
        _seen = 0;
        State.RemoveLeftovers();
        var session = new AgentSession(Config, State, Enrolment.Read(State), Market.Calls(), this)
        {
            Noise = new SeededNoise(5),
            Trainer = trainer,
        };
        return session.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The journal without what depends on time: all of it.</summary>
    public string Journal() => string.Join('\n', new RoundJournal(State).All().Select(progress => File.ReadAllText(State.Round(progress.Round).Progress)));

    public void Saw(AgentEvent happened)
    {
        Seen.Add(happened);
        OnSeen?.Invoke(happened);
        if (++_seen == DiesAt) throw new Killed();
    }

    public void Dispose()
    {
        Market.Dispose();
        _folder.Dispose();
    }
}

/// <summary>The process ends here.</summary>
internal sealed class Killed : Exception;

/// <summary>Noise that can be drawn again.</summary>
internal sealed class SeededNoise(long seed) : INormalNoise
{
    private readonly RandomStream _random = new(seed, RandomPurpose.Upload);

    public double Next() => _random.NextNormal();
}
