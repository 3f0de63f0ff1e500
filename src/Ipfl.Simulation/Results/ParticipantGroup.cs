namespace Ipfl.Simulation;

/// <summary>The participants of one type and one role in numbers; money is summed over rounds.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Role">What they do.</param>
/// <param name="Participants">How many they are.</param>
/// <param name="MeanBestAccuracy">Mean of their best personal accuracies.</param>
/// <param name="MeanFinalAccuracy">Mean of the personal accuracies after their last rounds.</param>
/// <param name="Paid">What all of them paid.</param>
/// <param name="Received">What all of them were paid: the income that an attack brings, where they are attackers.</param>
/// <param name="MeanUtility">Mean of their utilities.</param>
public sealed record ParticipantGroup(
    string Type,
    string Role,
    int Participants,
    double MeanBestAccuracy,
    double MeanFinalAccuracy,
    double Paid,
    double Received,
    double MeanUtility)
{
    /// <summary>Mean of what they received less what sharing cost them.</summary>
    public double MeanIncome { get; init; }

    internal static string NameOf(Role role) => role switch
    {
        Simulation.Role.Liar => "liar",
        Simulation.Role.FreeRider => "free-rider",
        Simulation.Role.Attacker => "attacker",
        Simulation.Role.Adversary => "adversary",
        _ => "honest",
    };

    /// <summary>As lines of rounds have it, where whoever is honest has no role.</summary>
    internal static string? NameUnlessHonest(Role role) => role == Simulation.Role.Honest ? null : NameOf(role);

    /// <summary>All groups in the order in which the participants name them.</summary>
    internal static IReadOnlyList<ParticipantGroup> Of(IReadOnlyList<ParticipantSummary> participants) =>
    [
        .. participants.GroupBy(p => (p.Type, p.Role)).Select(group => new ParticipantGroup(
            group.Key.Type,
            group.Key.Role,
            group.Count(),
            group.Average(p => p.BestAccuracy),
            group.Average(p => p.FinalAccuracy),
            group.Sum(p => p.Paid),
            group.Sum(p => p.Received),
            group.Average(p => p.Utility))
        {
            MeanIncome = group.Average(p => p.Income),
        }),
    ];
}
