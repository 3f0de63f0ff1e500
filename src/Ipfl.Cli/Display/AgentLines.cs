using Ipfl.Agent;

namespace Ipfl.Cli.Display;

/// <summary>Says what an agent does, a line for each step that is worth one.</summary>
internal sealed class AgentLines(Terminal terminal) : IAgentObserver
{
    public void Saw(AgentEvent happened)
    {
        if (happened.Line.Length > 0) terminal.Say(happened.Line);
    }
}
