using System.Text.Json;

namespace Ipfl.Simulation.Tests.Behaviours;

/// <summary>A small run with what its folder tells of it.</summary>
internal sealed record BehaviourRun(Experiment Experiment, RunFolder Folder, RunSummary Summary, IReadOnlyList<RoundRecord> Rounds)
{
    public static BehaviourRun Of(RunFolder folder, params (string Path, object Value)[] values)
    {
        var experiment = SmallFederation.Prepare(values);
        var summary = ExperimentRun.Start(experiment, folder, new Watcher(), new SteppingClock(), CancellationToken.None);
        return new(experiment, folder, summary, [.. File.ReadLines(folder.Rounds).Select(Parse)]);
    }

    /// <summary>The names of those present in a 1-based round.</summary>
    public string[] Present(int round) => [.. Rounds[round - 1].Participants.Select(p => p.Id)];

    /// <summary>Names of participants in some roles.</summary>
    public string[] Of(params Role[] roles) => [.. Experiment.Participants.Where(p => roles.Contains(p.Role)).Select(p => p.Id)];

    private static RoundRecord Parse(string line) => JsonSerializer.Deserialize<RoundRecord>(line, JsonSerializerOptions.Web)!;
}
