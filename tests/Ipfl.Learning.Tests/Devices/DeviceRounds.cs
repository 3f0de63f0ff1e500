using Ipfl.Data;
using Ipfl.Learning.Tests.Training;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Devices;

/// <summary>Rounds of two participants, one kind for each network and each way of seeing images.</summary>
internal static class DeviceRounds
{
    /// <summary>The kinds by name.</summary>
    public static readonly Dictionary<string, (ModelArchitecture Network, ImageSet Data, bool Augment)> Kinds = new()
    {
        ["simple-cnn, cropped"] = (new SimpleCnn(new ImageShape(1, 28, 28), 10), TrainingRounds.Images(80), true),
        ["simple-cnn, whole"] = (new SimpleCnn(new ImageShape(1, 28, 28), 10), TrainingRounds.Images(80), false),
        ["simple-cnn, resized boxes"] = (new SimpleCnn(new ImageShape(1, 20, 24), 10), Resized(TrainingRounds.Images(80), 20, 24), true),
        ["simple-cnn, resampled"] = (new SimpleCnn(new ImageShape(1, 32, 30), 10), Resized(TrainingRounds.Images(80), 32, 30), false),
        ["cnn-femnist"] = (new CnnFemnist(new ImageShape(1, 9, 11), 5), Noise(new ImageShape(1, 9, 11), 5, 256), false),
        ["lstm"] = (new CharacterLstm(new ImageShape(1, 1, 12), 9), Noise(new ImageShape(1, 1, 12), 9, 9), false),
        ["resnet20"] = (new ResNet20(new ImageShape(3, 12, 14), 5), Noise(new ImageShape(3, 12, 14), 5, 256), true),
    };

    /// <summary>A round of some kind, the same one every time.</summary>
    public static TrainingRound Round(string kind, int steps = 5)
    {
        var (network, data, augment) = Kinds[kind];
        return new(
            network.Initialise(new RandomStream(7, RandomPurpose.InitialModel)).expand(2, network.Size).contiguous(),
            data,
            network is CharacterLstm ? PixelNormalisation.None : new([.. Enumerable.Repeat(0.4f, data.Shape.Channels)], [.. Enumerable.Repeat(0.3f, data.Shape.Channels)]),
            new Partition([[.. Enumerable.Range(0, 37)], [.. Enumerable.Range(37, 43)]]),
            Term: null,
            new TrainingOptions { Steps = steps, BatchSize = 10, Augment = augment, WeightDecay = 0.1 },
            Seed: 11,
            Round: 3);
    }

    /// <summary>A centre per participant, some way from the start.</summary>
    public static Tensor Centres(TrainingRound round)
    {
        using var random = new Generator(5);
        return (round.Models + 0.05f * randn(round.Models.shape, generator: random)).contiguous();
    }

    private static ImageSet Resized(ImageSet images, int height, int width) => new(images.Shape, images.Classes, images.Pixels.ToArray(), images.Labels.ToArray())
    {
        InputShape = new(images.Shape.Channels, height, width),
        Augmentation = ImageAugmentation.ResizedCropAndFlip,
    };

    private static ImageSet Noise(ImageShape shape, int classes, int values)
    {
        var random = new RandomStream(5, RandomPurpose.Partition);
        var (pixels, labels) = (new byte[80 * shape.Size], new byte[80]);
        foreach (ref var pixel in pixels.AsSpan()) pixel = (byte)random.NextInt(values);
        foreach (ref var label in labels.AsSpan()) label = (byte)random.NextInt(classes);
        return new(shape, classes, pixels, labels);
    }
}
