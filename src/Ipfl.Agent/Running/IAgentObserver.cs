namespace Ipfl.Agent;

/// <summary>What an agent has done.</summary>
public enum AgentStep
{
    /// <summary>A call is repeated: the server does not answer.</summary>
    Waiting,

    /// <summary>The market's terms are known.</summary>
    Connected,

    /// <summary>The initial model is on disk.</summary>
    Prepared,

    /// <summary>The report has arrived.</summary>
    Reported,

    /// <summary>What is worth a second look.</summary>
    Warned,

    /// <summary>Training begins.</summary>
    Training,

    /// <summary>The trained model is on disk.</summary>
    Trained,

    /// <summary>A release under noise is written down.</summary>
    Counted,

    /// <summary>The upload lies ready.</summary>
    Ready,

    /// <summary>A piece of the upload has arrived.</summary>
    Sent,

    /// <summary>The upload counts.</summary>
    Accepted,

    /// <summary>The round goes on without this participant.</summary>
    Missed,

    /// <summary>A piece of the centre is on disk.</summary>
    Received,

    /// <summary>The centre is on disk, whole.</summary>
    Fetched,

    /// <summary>Whether the centre is used is decided, and on disk.</summary>
    Tried,

    /// <summary>The server knows that.</summary>
    Confirmed,

    /// <summary>The round's result and receipt are on disk.</summary>
    Done,

    /// <summary>The participant has withdrawn, and no round of its own is open.</summary>
    Left,
}

/// <summary>Something that happened; what it says is on disk already.</summary>
/// <param name="Step">What.</param>
/// <param name="Round">In which round; 0 for none.</param>
/// <param name="Line">The same in words; empty where there is nothing to say.</param>
public sealed record AgentEvent(AgentStep Step, int Round, string Line);

/// <summary>Watches an agent.</summary>
public interface IAgentObserver
{
    /// <summary>Is told what happened, before the next step begins.</summary>
    void Saw(AgentEvent happened);
}
