using Ipfl.Data;

namespace Ipfl.Learning.Tests.Training;

/// <summary>Small rounds on made-up images: each class lights up a place of its own, under noise.</summary>
internal static class TrainingRounds
{
    public static readonly PixelNormalisation Normalisation = new([0.5f], [0.5f]);
    public static readonly SimpleCnn Network = new(new ImageShape(1, 28, 28), 10);

    public static ImageSet Images(int count, long seed = 1)
    {
        var random = new RandomStream(seed, RandomPurpose.Partition);
        var (pixels, labels) = (new byte[count * 28 * 28], new byte[count]);
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++) pixels[i] /= 4;
        for (var image = 0; image < count; image++)
        {
            labels[image] = (byte)random.NextInt(10);
            for (var y = 0; y < 5; y++)
                pixels.AsSpan(image * 784 + (labels[image] / 5 * 14 + y + 4) * 28 + labels[image] % 5 * 5, 5).Fill(250);
        }

        return new ImageSet(new ImageShape(1, 28, 28), 10, pixels, labels);
    }

    public static TrainingRound Round(int participants, int steps, int samplesEach = 100)
    {
        var start = Network.Initialise(new RandomStream(7, RandomPurpose.InitialModel));
        var order = new RandomStream(7, RandomPurpose.Partition).Permutation(participants * samplesEach);
        return new TrainingRound(
            start.expand(participants, Network.Size).contiguous(),
            Images(participants * samplesEach),
            Normalisation,
            new Partition([.. order.Chunk(samplesEach)]),
            Term: null,
            new TrainingOptions { Steps = steps },
            Seed: 11,
            Round: 0);
    }

    public static LocalResult[] Train(this TrainingRound round, int threads = 2) =>
        new ParallelTrainer(Network, threads).Train(round, null, TestContext.Current.CancellationToken);
}
