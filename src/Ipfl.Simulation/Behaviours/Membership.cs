using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>Who is present in which round. It follows from configuration and results alone, so that a resumed run finds it again.</summary>
internal sealed class Membership(Experiment experiment)
{
    private readonly bool[] _left = new bool[experiment.Participants.Count];
    private IReadOnlyList<int> _before = [];
    private int _round;

    /// <summary>Those who take part in the round that is due.</summary>
    public Cohort Next()
    {
        var (participants, partition) = experiment.Population.At(_round);
        int[] members = [.. Enumerable.Range(0, _left.Length).Where(i => !_left[i] && IsScheduled(i))];
        int[] joiners = _round == 0 ? [] : [.. members.Except(_before)];
        return new(_round, participants, partition, members, joiners);
    }

    /// <summary>Ends the round: those whom it cost something may leave.</summary>
    public void Close(RoundRecord record)
    {
        _before = Next().Members;
        foreach (var (member, results) in _before.Zip(record.Participants))
            _left[member] = results.Utility < 0 && Leaves(member);
        _round++;
    }

    /// <summary>Whether the schedule has its holder present: as the last event left it, or before the first one unless that is a join.</summary>
    private bool IsScheduled(int name)
    {
        var holder = experiment.Population.Names[name].Holder;
        var events = experiment.Config.Behaviour.Schedule.Where(e => e.Participant == holder);
        return events.LastOrDefault(e => e.Round <= _round + 1) is { } last
            ? last.Action != ScheduleAction.Leave
            : events.FirstOrDefault()?.Action != ScheduleAction.Join;
    }

    private bool Leaves(int participant) => experiment.Config.Behaviour.DropOut switch
    {
        DropOutRule.Strict => true,
        DropOutRule.Probabilistic => new RandomStream(experiment.Config.Seed, RandomPurpose.Leaving, _round, participant).NextDouble() < 0.5,
        _ => false,
    };
}
