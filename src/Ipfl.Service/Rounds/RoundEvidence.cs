using Ipfl.Learning;
using Ipfl.Market;
using Ipfl.Protocol.V1;
using Ipfl.Service.Markets;
using Ipfl.Service.Models;

namespace Ipfl.Service.Rounds;

/// <summary>What a round's models are worth to each other in samples, by the evidence that the terms name.</summary>
public sealed class RoundEvidence(ModelStore models, IProbeJudge judge)
{
    /// <summary>How many sellers are judged for a buyer, the nearest by cosine: each takes some forward passes over the labelled set.</summary>
    private const int Candidates = 16;

    /// <summary>N̂; null where models count what their owners report.</summary>
    /// <param name="terms">The market's terms.</param>
    /// <param name="participants">Who takes part.</param>
    /// <param name="uploads">Their models' files.</param>
    /// <param name="distances">1 − cos of their updates.</param>
    /// <param name="cancellation">Gives up.</param>
    public EffectiveSamples? Of(Terms terms, IReadOnlyList<RoundParticipant> participants, IReadOnlyList<string> uploads, double[,] distances, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(participants);
        long[] samples = [.. participants.Select(participant => participant.Type.Samples.Value)];
        return terms.Evidence switch
        {
            WorthTerms.Cosine => EffectiveSamples.Dense(CosineEvidence.Of(distances, samples)),
            WorthTerms.Probe => EffectiveSamples.Dense(judge.Judge(
                new(
                    terms.Training,
                    ProbeSet.Read(models.Probe(terms.Market), terms.Training),
                    models.Initial(terms.Market),
                    uploads,
                    samples,
                    [.. participants.Select(participant => participant.ClassShares)],
                    [.. Enumerable.Range(0, participants.Count).Select(buyer => Sellers(terms, participants, distances, buyer))],
                    terms.EvidenceMargin),
                cancellation)),
            _ => null,
        };
    }

    private static int[] Sellers(Terms terms, IReadOnlyList<RoundParticipant> participants, double[,] distances, int buyer) =>
        participants[buyer].Type.GainScale.Buys
            ? [.. Enumerable.Range(0, participants.Count)
                .Where(seller => seller != buyer && participants[seller].Type.SharingCost.Sells && distances[buyer, seller] <= terms.MaxDistance)
                .OrderBy(seller => distances[buyer, seller]).ThenBy(seller => seller).Take(Candidates)]
            : [];
}
