namespace Ipfl.Data;

/// <summary>Which training samples each participant holds: <c>Participants[i]</c> lists participant i's training-set indices.</summary>
public sealed record Partition(IReadOnlyList<int[]> Participants);
