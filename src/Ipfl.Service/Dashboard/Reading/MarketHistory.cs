using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>The lowest, mean and highest of what participants had in a round.</summary>
public readonly record struct Spread(double Lowest, double Mean, double Highest);

/// <summary>A settled round in numbers.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Utility">Over those that took part; by the reports.</param>
/// <param name="Accuracy">Over those that measured it; null when nobody did.</param>
/// <param name="Welfare">Social welfare by the reports.</param>
/// <param name="OwnUtility">That of the participant that was asked for, where it took part.</param>
/// <param name="OwnAccuracy">The same of its accuracy.</param>
public sealed record RoundNumbers(int Round, Spread Utility, Spread? Accuracy, double Welfare, double? OwnUtility, double? OwnAccuracy)
{
    /// <summary>All settled rounds, in order.</summary>
    /// <param name="db">The database.</param>
    /// <param name="market">The market.</param>
    /// <param name="participant">The number of a participant whose own numbers are wanted too.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<RoundNumbers>> AllAsync(ServiceDb db, string market, int? participant, CancellationToken cancellation)
    {
        var counted = db.Entries.Where(entry => entry.MarketId == market && entry.Stage == EntryStage.Accepted);
        var spreads = await counted.GroupBy(entry => entry.Round).Select(group => new
        {
            Round = group.Key,
            LowestUtility = group.Min(entry => entry.Utility),
            MeanUtility = group.Average(entry => entry.Utility),
            HighestUtility = group.Max(entry => entry.Utility),
            LowestAccuracy = group.Min(entry => entry.Accuracy),
            MeanAccuracy = group.Average(entry => entry.Accuracy),
            HighestAccuracy = group.Max(entry => entry.Accuracy),
        }).ToDictionaryAsync(row => row.Round, cancellation);
        var own = participant is null
            ? []
            : await counted.Where(entry => entry.Participant == participant).Select(entry => new { entry.Round, entry.Utility, entry.Accuracy }).ToDictionaryAsync(row => row.Round, cancellation);
        var rounds = await db.Rounds.Where(row => row.MarketId == market && row.SettledAt != null).OrderBy(row => row.Number)
            .Select(row => new { row.Number, row.Welfare }).ToListAsync(cancellation);
        return
        [
            .. rounds.Where(row => spreads.ContainsKey(row.Number)).Select(row =>
            {
                var (spread, mine) = (spreads[row.Number], own.GetValueOrDefault(row.Number));
                Spread? accuracy = spread is { LowestAccuracy: { } lowest, MeanAccuracy: { } mean, HighestAccuracy: { } highest } ? new(lowest, mean, highest) : null;
                return new RoundNumbers(row.Number, new(spread.LowestUtility, spread.MeanUtility, spread.HighestUtility), accuracy, row.Welfare ?? 0, mine?.Utility, mine?.Accuracy);
            }),
        ];
    }
}
