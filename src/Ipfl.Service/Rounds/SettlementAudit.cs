using Ipfl.Service.Storage;

namespace Ipfl.Service.Rounds;

/// <summary>What a settled round has that an operator may have to account for: odd uploads, centres used and not paid for, a search that ran out.</summary>
internal static class SettlementAudit
{
    public static IEnumerable<AuditRow> Of(string market, RoundRow round, IReadOnlyList<RoundParticipant> participants, IReadOnlyList<EntryRow> entries, DateTimeOffset now)
    {
        AuditRow Event(string action, string detail) => new() { Time = now, MarketId = market, Actor = "server", Action = action, Detail = detail };
        if (round.Fallback is { } asked) yield return Event("fallback", $"round {round.Number}: {asked} ran out of its budget; the terms' fallback solved the round");
        for (var row = 0; row < entries.Count; row++)
        {
            var (name, entry) = (participants[row].Name, entries[row]);
            if (entry.Remark is not null) yield return Event("odd upload", $"{name} in round {round.Number}: {UploadRemarks.WithNames(entry)}");
            if (entry is { Towards: > UnpaidUses.Threshold, UnpaidRound: { } former })
                yield return Event("unpaid use", FormattableString.Invariant($"{name} in round {round.Number}: its upload went {entry.Towards:P0} of the way to the centre of round {former}, which it did not pay for"));
        }
    }
}
