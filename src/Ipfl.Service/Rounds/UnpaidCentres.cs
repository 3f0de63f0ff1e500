using Ipfl.Learning;
using Ipfl.Service.Models;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Rounds;

/// <summary>
/// Compares uploads with centres that their participants had before and did not pay for: whoever went on from such a centre is found near to
/// it, whoever went on from its own model is found near to that.
/// </summary>
public sealed class UnpaidCentres(IModelAggregator aggregator, ModelStore models)
{
    /// <summary>Writes into the round's entries how far each went towards such a centre; entries without one stay as they are.</summary>
    public async Task CompareAsync(ServiceDb db, string market, int round, IReadOnlyList<EntryRow> entries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(entries);
        var formers = await db.Entries.AsNoTracking()
            .Where(row => row.MarketId == market && row.Round < round && row.Stage == EntryStage.Accepted)
            .Where(row => row.Round == db.Entries.Where(other => other.MarketId == market && other.Participant == row.Participant && other.Round < round && other.Stage == EntryStage.Accepted).Max(other => other.Round))
            .Where(row => row.Settlement == SettlementStage.Voided)
            .ToDictionaryAsync(row => row.Participant, row => row.Round, cancellation);
        foreach (var entry in entries)
        {
            if (!formers.TryGetValue(entry.Participant, out var former)) continue;
            var (own, centre) = (models.Upload(market, former, entry.Participant), models.Centre(market, former, entry.Participant));
            if (!File.Exists(own) || !File.Exists(centre)) continue;
            entry.UnpaidRound = former;
            entry.Towards = await Task.Run(() => Towards(own, centre, models.Upload(market, round, entry.Participant)), cancellation);
        }
    }

    /// <summary>⟨θ' − θ, v − θ⟩/‖v − θ‖²; 0 where the centre is the former upload itself.</summary>
    internal double Towards(string own, string centre, string upload)
    {
        using var steps = aggregator.Open(own, [upload, centre]);
        var norms = steps.Norms();
        return norms[1] > 0 ? (1 - steps.Distances()[0, 1]) * norms[0] / norms[1] : 0;
    }
}
