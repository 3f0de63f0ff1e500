using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>An upload that went towards a centre which its participant had and did not pay for.</summary>
/// <param name="Participant">The participant's number.</param>
/// <param name="Round">The round of the upload.</param>
/// <param name="CentreRound">The round of the centre.</param>
/// <param name="IsRejected">Whether it was rejected; else it was never confirmed.</param>
/// <param name="Towards">⟨θ' − θ, v − θ⟩/‖v − θ‖²: 0 where the upload θ' has nothing of the step from its own former upload θ to the centre v, 1 where it made that step.</param>
public sealed record UnpaidUse(int Participant, int Round, int CentreRound, bool IsRejected, double Towards);

/// <summary>Who used what it had not paid for, as far as uploads show it.</summary>
public static class UnpaidUses
{
    /// <summary>
    /// Beyond one half an upload is nearer to the centre than to its participant's own former upload: ‖θ' − v‖ &lt; ‖θ' − θ‖ exactly where the
    /// step's share is above ½.
    /// </summary>
    public const double Threshold = 0.5;

    /// <summary>All such uploads of a market, by participant.</summary>
    public static async Task<ILookup<int, UnpaidUse>> OfAsync(ServiceDb db, string market, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await db.Entries.AsNoTracking()
            .Where(row => row.MarketId == market && row.Towards > Threshold)
            .Join(db.Entries.Where(former => former.MarketId == market), row => new { row.Participant, Round = row.UnpaidRound!.Value }, former => new { former.Participant, former.Round }, (row, former) => new
            {
                row.Participant,
                row.Round,
                row.UnpaidRound,
                former.Verdict,
                row.Towards,
            })
            .OrderBy(row => row.Participant).ThenBy(row => row.Round).ToListAsync(cancellation);
        return rows.Select(row => new UnpaidUse(row.Participant, row.Round, row.UnpaidRound!.Value, row.Verdict == CentreVerdict.Rejected, row.Towards!.Value)).ToLookup(use => use.Participant);
    }
}
