using Ipfl.Market;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;
using Ipfl.Service.Storage;
using Microsoft.EntityFrameworkCore;
using CentreVerdict = Ipfl.Service.Storage.CentreVerdict;

namespace Ipfl.Service.Rounds;

/// <summary>
/// What a buyer states of its centre: used or rejected, and how it did on samples that it never trains on.
/// </summary>
internal static class CentreTrial
{
    /// <summary>The verdict of a confirmation, whose trial is checked on the way.</summary>
    /// <exception cref="RefusedException">A number of the trial is none, or the verdict is not known.</exception>
    public static CentreVerdict Verdict(ConfirmCentreRequest request)
    {
        if (request.Trial is { } trial)
        {
            if (trial.Samples < 1) throw new RefusedException(Refusal.Invalid, $"trial.samples: found {trial.Samples}; allowed: 1 or more, or no trial at all");
            Require("own_loss", trial.OwnLoss);
            Require("centre_loss", trial.CentreLoss);
            if (trial.HasHalfLoss) Require("half_loss", trial.HalfLoss);
        }

        return request.Verdict switch
        {
            Protocol.V1.CentreVerdict.Unspecified or Protocol.V1.CentreVerdict.Used => CentreVerdict.Used,
            Protocol.V1.CentreVerdict.Rejected => CentreVerdict.Rejected,
            _ => throw new RefusedException(Refusal.Invalid, $"verdict: found {(int)request.Verdict}; allowed: used (1), rejected (2)"),
        };
    }

    /// <summary>Writes the statement down, with what it makes of the gain, in the entry and the audit log.</summary>
    public static async Task WriteAsync(ServiceDb db, EntryRow entry, CentreVerdict verdict, Trial? trial, TimeProvider time, CancellationToken cancellation)
    {
        entry.Verdict = verdict;
        if (trial is not null)
        {
            (entry.TrialSamples, entry.OwnLoss, entry.CentreLoss) = (trial.Samples, trial.OwnLoss, trial.CentreLoss);
            entry.HalfLoss = trial.HasHalfLoss ? trial.HalfLoss : null;
            entry.RealisedGain = verdict == CentreVerdict.Rejected
                ? 0
                : Gain(entry, trial, await ImportedAsync(db, entry, cancellation));
        }

        if (trial is null && verdict == CentreVerdict.Used) return;
        var name = await db.Participants.Where(row => row.MarketId == entry.MarketId && row.Number == entry.Participant).Select(row => row.Name).SingleAsync(cancellation);
        db.AuditLog.Add(new()
        {
            Time = time.GetUtcNow(),
            MarketId = entry.MarketId,
            Actor = name,
            Action = verdict == CentreVerdict.Used ? "used" : "rejected",
            Detail = FormattableString.Invariant($"centre of round {entry.Round}{Words(entry, trial)}"),
        });
    }

    /// <summary>The trial that an entry holds; null where it holds none.</summary>
    public static Trial? Of(EntryRow entry)
    {
        if (entry is not { TrialSamples: { } samples, OwnLoss: { } own, CentreLoss: { } centre }) return null;
        var trial = new Trial { Samples = samples, OwnLoss = own, CentreLoss = centre };
        if (entry.HalfLoss is { } half) trial.HalfLoss = half;
        return trial;
    }

    /// <summary>The realised gain; from the ratio of two losses, √(K/N)(1 − centre/own), where the one half way was not measured.</summary>
    private static double Gain(EntryRow entry, Trial trial, double imported)
    {
        if (entry.HalfLoss is { } half) return RealisedGain.Of(entry.GainScale, entry.Samples, imported / (entry.Samples + imported), trial.OwnLoss, half, trial.CentreLoss);
        return trial.OwnLoss > 0 ? Math.Sqrt(entry.GainScale / entry.Samples) * (1 - (trial.CentreLoss / trial.OwnLoss)) : 0;
    }

    /// <summary>Σ n_ij: what a buyer imported, in samples.</summary>
    internal static Task<double> ImportedAsync(ServiceDb db, EntryRow entry, CancellationToken cancellation) => db.Trades
        .Where(row => row.MarketId == entry.MarketId && row.Round == entry.Round && row.Buyer == entry.Participant)
        .SumAsync(row => row.EffectiveSamples ?? row.ClaimedSamples ?? 0.0, cancellation);

    private static string Words(EntryRow entry, Trial? trial) => trial is null
        ? ""
        : FormattableString.Invariant($": loss {trial.OwnLoss:G6} before, {trial.CentreLoss:G6} after, on {Counted.Of(trial.Samples, "sample")}; paid {(entry.Verdict == CentreVerdict.Used ? entry.Paid : 0):F6}, realised gain {entry.RealisedGain:F6}");

    private static void Require(string what, double loss)
    {
        if (!(loss >= 0 && double.IsFinite(loss))) throw new RefusedException(Refusal.Invalid, FormattableString.Invariant($"trial.{what}: found {loss}; allowed: a finite number of at least 0"));
    }
}
