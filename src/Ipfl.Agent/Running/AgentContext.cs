using Ipfl.Learning;
using Ipfl.Protocol.V1;

namespace Ipfl.Agent;

/// <summary>What the steps of a round have in common.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Folder">The state.</param>
/// <param name="Enrolment">Where the agent is enrolled.</param>
/// <param name="Terms">The market's terms.</param>
/// <param name="Calls">The server.</param>
/// <param name="Observer">Is told everything.</param>
internal sealed record AgentContext(AgentConfig Config, AgentFolder Folder, Enrolment Enrolment, Terms Terms, MarketCalls Calls, IAgentObserver Observer)
{
    /// <summary>The rounds.</summary>
    public RoundJournal Journal { get; } = new(Folder);

    /// <summary>What the market's models look like.</summary>
    public TensorLayout Layout { get; } = new(Terms.Tensors);

    /// <summary>w in the loss's further term w/2·‖θ − centre‖².</summary>
    public double PullWeight => Terms.Training?.Adapter is null ? Terms.Lambda / Terms.Eta : AdapterTuning.PullWeight(Terms.Lambda);

    /// <summary>Tells the observer.</summary>
    public void Tell(AgentStep step, int round, string line = "") => Observer.Saw(new(step, round, line));
}
