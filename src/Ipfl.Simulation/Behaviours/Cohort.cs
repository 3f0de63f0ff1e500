using Ipfl.Data;
using Ipfl.Market;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>Who takes part in a round, and as whom. Everybody has a number over the whole run; <see cref="Members"/> are those present.</summary>
/// <param name="Round">0-based round.</param>
/// <param name="Participants">Everybody as they are in this round, present or not.</param>
/// <param name="Partition">Everybody's samples in this round.</param>
/// <param name="Members">Who is present, ascending.</param>
/// <param name="Joiners">Those of them who were not there in the round before; they begin with a fresh model.</param>
internal sealed record Cohort(int Round, IReadOnlyList<Participant> Participants, Partition Partition, IReadOnlyList<int> Members, IReadOnlyList<int> Joiners)
{
    /// <summary>Whether nobody is absent.</summary>
    public bool IsComplete => Members.Count == Participants.Count;

    /// <summary>Who trains: all present but free-riders and those adversaries that do not.</summary>
    public IReadOnlyList<int> Trained => [.. Members.Where(member => Participants[member].Trains)];

    /// <summary>
    /// Whose loss gains no term: joiners, to whom nothing was said yet, and those whose centre was found for something else that they uploaded
    /// and would spoil the model that they keep.
    /// </summary>
    /// <param name="attackStays">Whether an attacker goes on from what it uploaded.</param>
    public IReadOnlyList<int> WithoutTerm(bool attackStays) =>
        [.. Joiners.Union(Members.Where(member => Participants[member].Alters && !(attackStays && Participants[member].Role == Role.Attacker)))];

    /// <summary>Reports of those present.</summary>
    public IReadOnlyList<Report> Reports => [.. Members.Select(member => Participants[member].Report)];

    /// <summary>True types of those present.</summary>
    public IReadOnlyList<ParticipantType> Truths => [.. Members.Select(member => Participants[member].Truth)];

    /// <summary>Whether there are participants of whom nothing good comes, so that training may run away by no fault of the settings.</summary>
    public bool IsPoisoned => Participants.Any(participant => !participant.IsBenign);

    /// <summary>The rows of those present: a view where nobody is absent, else a copy. The caller's.</summary>
    public Tensor RowsOf(Tensor ofAll)
    {
        if (IsComplete) return ofAll.alias();
        using var index = Index();
        return ofAll.index_select(0, index);
    }

    /// <summary>Gives names that have another's model that model.</summary>
    public void LendModels(Tensor ofAll)
    {
        foreach (var member in Members)
        {
            if (Participants[member].Borrows is not { } holder) continue;
            using var own = ofAll.select(0, member);
            using var lent = ofAll.select(0, holder);
            own.copy_(lent);
        }
    }

    /// <summary>Numbers of those present as an int64 tensor; the caller's.</summary>
    public Tensor Index() => tensor(Members.Select(member => (long)member).ToArray());
}
