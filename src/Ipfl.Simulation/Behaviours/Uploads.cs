using System.Runtime.InteropServices;
using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Simulation;

/// <summary>What participants upload of their trained models.</summary>
internal static class Uploads
{
    /// <summary>
    /// The rows of those present, in their order; free-riders' and attackers' are altered. Where nobody is absent and nobody alters
    /// anything, the result shares the models' memory.
    /// </summary>
    /// <param name="models">Everybody's models, [all, d]; never changed.</param>
    /// <param name="cohort">Who is present.</param>
    /// <param name="settings">What free-riders and attackers do.</param>
    /// <param name="random">The stream of a participant's noise or order.</param>
    public static Tensor Of(Tensor models, Cohort cohort, BehaviourSettings settings, Func<int, RandomStream> random)
    {
        var uploads = cohort.RowsOf(models);
        if (cohort.Members.All(member => cohort.Participants[member].IsBenign)) return uploads;
        if (cohort.IsComplete)
        {
            uploads.Dispose();
            uploads = models.clone();
        }

        for (var row = 0; row < cohort.Members.Count; row++)
        {
            var member = cohort.Members[row];
            if (cohort.Participants[member].IsBenign) continue;
            using var upload = uploads.select(0, row);
            Alter(MemoryMarshal.Cast<byte, float>(upload.bytes), KindOf(cohort.Participants[member].Role, settings), random(member));
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
