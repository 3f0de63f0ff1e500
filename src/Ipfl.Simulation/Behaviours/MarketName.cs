namespace Ipfl.Simulation;

/// <summary>A name in the market. Whoever has several holds its number's place with the first, such as <c>p3</c>; the others, <c>p3.2</c> on, come after all participants.</summary>
/// <param name="Holder">Whose it is, by number.</param>
/// <param name="Part">Which of the holder's names, from 0.</param>
internal readonly record struct MarketName(int Holder, int Part)
{
    /// <summary>The name in full, with the holders' names by number.</summary>
    public string Of(IReadOnlyList<string> holders) => Part == 0 ? holders[Holder] : FormattableString.Invariant($"{holders[Holder]}.{Part + 1}");

    /// <summary>All names of an experiment.</summary>
    public static MarketName[] All(IReadOnlyList<Role> roles, AdversarySettings? adversary) =>
    [
        .. Enumerable.Range(0, roles.Count).Select(holder => new MarketName(holder, 0)),
        .. from holder in Enumerable.Range(0, roles.Count).Where(i => roles[i] == Role.Adversary)
           from part in Enumerable.Range(1, (adversary?.Names ?? 1) - 1)
           select new MarketName(holder, part),
    ];
}
