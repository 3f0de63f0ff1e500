using Ipfl.Data;

namespace Ipfl.Learning;

/// <summary>The random streams of a participant in a training round.</summary>
internal static class Draws
{
    /// <summary>In which order it sees its samples.</summary>
    public static RandomStream Batches(LocalRound round, int participant) =>
        Stream(round, participant, RandomPurpose.Batches, RandomPurpose.FurtherBatches);

    /// <summary>How its images are cropped and flipped.</summary>
    public static RandomStream Augmentation(LocalRound round, int participant) =>
        Stream(round, participant, RandomPurpose.Augmentation, RandomPurpose.FurtherAugmentation);

    /// <summary>Which units its network drops.</summary>
    public static RandomStream Dropout(LocalRound round, int participant) =>
        Stream(round, participant, RandomPurpose.Dropout, RandomPurpose.FurtherDropout);

    private static RandomStream Stream(LocalRound round, int participant, RandomPurpose own, RandomPurpose further) =>
        new(round.Seed, round.Further ? further : own, round.Round, round.NumberOf(participant));
}
