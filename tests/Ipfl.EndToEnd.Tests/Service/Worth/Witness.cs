using System.Collections.Concurrent;
using Ipfl.Agent;

namespace Ipfl.EndToEnd.Tests.Service.Worth;

/// <summary>Watches an agent in this process, and keeps a copy of every model that it trained.</summary>
internal sealed class Witness(AgentFolder folder) : IAgentObserver
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<byte[]>> _models = new();

    public TaskCompletionSource Reported { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>What the agent trained in a round; waits until it has.</summary>
    public Task<byte[]> ModelAsync(int round) => Model(round).Task;

    public void Saw(AgentEvent happened)
    {
        if (happened.Line.Length > 0) Lines.Enqueue(happened.Line);
        if (happened.Step == AgentStep.Reported) Reported.TrySetResult();
        if (happened.Step == AgentStep.Trained) Model(happened.Round).TrySetResult(File.ReadAllBytes(folder.Round(happened.Round).Own));
    }

    private TaskCompletionSource<byte[]> Model(int round) => _models.GetOrAdd(round, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
