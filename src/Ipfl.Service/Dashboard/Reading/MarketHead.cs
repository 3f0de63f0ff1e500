using Ipfl.Protocol.V1;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;

namespace Ipfl.Service.Dashboard.Reading;

/// <summary>A market in short.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="Round">The round in progress or done last; 0 before the first.</param>
/// <param name="RoundStage">How far that round is.</param>
/// <param name="Deadline">When that stage ends at the latest.</param>
/// <param name="Terms">What its operator decided.</param>
/// <param name="HasInitialModel">Whether the initial model is there.</param>
/// <param name="Participants">How many take part.</param>
/// <param name="Ready">How many of them have reported.</param>
/// <param name="OpenInvitations">How many tokens nobody has used yet.</param>
public sealed record MarketHead(
    string Id, MarketStage Stage, int Round, RoundStage? RoundStage, DateTimeOffset? Deadline, Terms Terms, bool HasInitialModel, int Participants, int Ready, int OpenInvitations)
{
    /// <summary>What has to happen before the market can open; null when nothing is missing, or it was opened before.</summary>
    public string? MissingToOpen => Stage != MarketStage.Draft ? null
        : !HasInitialModel ? "the initial model is missing"
        : Ready < Terms.Quorum ? $"{Ready} of the {Counted.Of(Terms.Quorum, "participant")} that its quorum asks for {(Ready == 1 ? "has" : "have")} reported"
        : null;

    /// <summary>All markets, by name.</summary>
    public static async Task<IReadOnlyList<MarketHead>> AllAsync(ServiceDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var heads = new List<MarketHead>();
        foreach (var row in await db.Markets.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellation)) heads.Add(await OfAsync(db, row, now, cancellation));
        return heads;
    }

    /// <summary>One market; null when there is none.</summary>
    public static async Task<MarketHead?> FindAsync(ServiceDb db, string market, DateTimeOffset now, CancellationToken cancellation) =>
        await db.Markets.AsNoTracking().SingleOrDefaultAsync(row => row.Id == market, cancellation) is { } row ? await OfAsync(db, row, now, cancellation) : null;

    private static async Task<MarketHead> OfAsync(ServiceDb db, MarketRow row, DateTimeOffset now, CancellationToken cancellation)
    {
        var round = await db.Rounds.AsNoTracking().SingleOrDefaultAsync(found => found.MarketId == row.Id && found.Number == row.Round, cancellation);
        var active = db.Participants.Where(found => found.MarketId == row.Id && found.Active);
        return new(
            row.Id,
            row.Stage,
            row.Round,
            round?.Stage,
            round?.Stage == Storage.RoundStage.Done ? null : round?.Deadline,
            Terms.Parser.ParseJson(row.Terms),
            row.HasInitialModel,
            await active.CountAsync(cancellation),
            await active.CountAsync(found => found.Samples > 0, cancellation),
            await db.Invitations.CountAsync(found => found.MarketId == row.Id && found.UsedBy == null && found.ExpiresAt > now, cancellation));
    }
}
