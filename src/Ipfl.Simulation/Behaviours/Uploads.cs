using System.Runtime.InteropServices;
using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>What participants upload of their trained models.</summary>
internal static class Uploads
{
    /// <summary>
    /// The rows of those present, in their order; those who alter what they upload have something else there. Where nobody is absent and
    /// nobody alters anything, the result shares the models' memory.
    /// </summary>
    /// <param name="models">Everybody's models, [all, d]; never changed.</param>
    /// <param name="cohort">Who is present.</param>
    /// <param name="settings">What free-riders, attackers and adversaries do.</param>
    /// <param name="others">What adversaries upload in place of their models.</param>
    /// <param name="random">The stream of a participant's noise or order.</param>
    public static Tensor Of(Tensor models, Cohort cohort, BehaviourSettings settings, OtherModels others, Func<int, RandomStream> random)
    {
        var uploads = cohort.RowsOf(models);
        if (!cohort.Members.Any(member => cohort.Participants[member].Alters)) return uploads;
        if (cohort.IsComplete)
        {
            uploads.Dispose();
            uploads = models.clone();
        }

        for (var row = 0; row < cohort.Members.Count; row++)
        {
            var (member, participant) = (cohort.Members[row], cohort.Participants[cohort.Members[row]]);
            if (!participant.Alters) continue;
            using var upload = uploads.select(0, row);
            var numbers = MemoryMarshal.Cast<byte, float>(upload.bytes);
            if (participant.Role != Role.Adversary) Alter(numbers, KindOf(participant.Role, settings), random(member));
            else AdversaryUploads.Alter(numbers, participant, member, models, settings.Adversary!, cohort.Joiners.Contains(member) ? others with { Bought = null } : others, random(member));
        }

        return uploads;
    }

    internal static void Alter(Span<float> model, UploadKind kind, RandomStream random)
    {
        switch (kind)
        {
            case UploadKind.SameValue:
                model.Fill(1);
                break;
            case UploadKind.Gaussian:
                foreach (ref var number in model) number = (float)random.NextNormal();
                break;
            case UploadKind.Shuffle:
                random.Shuffle(model);
                break;
            case UploadKind.SignFlip:
                foreach (ref var number in model) number = -number;
                break;
        }
    }

    private static UploadKind KindOf(Role role, BehaviourSettings settings) => role == Role.Attacker ? settings.AttackUpload : settings.FreeRiderUpload;
}
