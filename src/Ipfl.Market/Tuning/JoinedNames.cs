using Ipfl.Market.Solving;

namespace Ipfl.Market.Tuning;

/// <summary>Whom an exclusive distance takes for one, over all rounds.</summary>
/// <param name="Distance">ε.</param>
/// <param name="Participants">How many participants of a round are joined with another, in the mean.</param>
/// <param name="Largest">The ids of the largest cluster of any round; empty where nobody is joined.</param>
public sealed record JoinedNames(double Distance, double Participants, IReadOnlyList<string> Largest)
{
    internal static JoinedNames Of(IReadOnlyList<PastRound> rounds, double distance)
    {
        var (joined, largest) = (0, Array.Empty<string>());
        foreach (var market in rounds.Select(round => round.Market))
        {
            var exclusive = new MarketRound(market.Reports, market.Distances, market.Lambda) { ExclusiveDistance = distance };
            foreach (var cluster in Clusters.Of(exclusive)!.Select((root, i) => (root, market.Reports[i].Id)).GroupBy(member => member.root, member => member.Id))
            {
                string[] names = [.. cluster];
                if (names.Length > 1) joined += names.Length;
                if (names.Length > 1 && names.Length > largest.Length) largest = names;
            }
        }

        return new(distance, (double)joined / rounds.Count, largest);
    }
}
