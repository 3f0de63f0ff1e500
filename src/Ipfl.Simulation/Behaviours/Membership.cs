using Ipfl.Data;

namespace Ipfl.Simulation;

/// <summary>Who is present in which round. It follows from configuration and results alone, so that a resumed run finds it again.</summary>
internal sealed class Membership(Experiment experiment)
{
    private readonly bool[] _left = new bool[experiment.Config.Participants];
    private IReadOnlyList<int> _before = [];
    private int _round;

    /// <summary>Those who take part in the round that is due.</summary>
    public Cohort Next()
    {
        int[] members = [.. Enumerable.Range(0, _left.Length).Where(i => !_left[i])];
        int[] joiners = _round == 0 ? [] : [.. members.Except(_before)];
        return new(_round, experiment.Participants, experiment.Partition, members, joiners);
    }

    /// <summary>Ends the round: those whom it cost something may leave.</summary>
    public void Close(RoundRecord record)
    {
        _before = Next().Members;
        foreach (var (member, results) in _before.Zip(record.Participants))
            _left[member] = results.Utility < 0 && Leaves(member);
        _round++;
    }

    private bool Leaves(int participant) => experiment.Config.Behaviour.DropOut switch
    {
        DropOutRule.Strict => true,
        DropOutRule.Probabilistic => new RandomStream(experiment.Config.Seed, RandomPurpose.Leaving, _round, participant).NextDouble() < 0.5,
        _ => false,
    };
}
