using Ipfl.Data;

namespace Ipfl.Learning.Tests.Training;

/// <summary>Training on images that are held larger than the network sees them.</summary>
public sealed class ResampledTrainingTests : TorchTest
{
    private static readonly ImageSet Stored = TrainingRounds.Images(200);

    private static readonly SimpleCnn Network = new(new ImageShape(1, 20, 24), 10);

    [Fact]
    public void The_network_sees_inputs_of_its_own_shape_and_learns_from_them()
    {
        var round = Round(ImageAugmentation.ResizedCropAndFlip, steps: 120);
        var losses = Train(round with { Options = round.Options with { Augment = false, LearningRate = 0.05 } });
        Assert.All(losses, loss => Assert.True(loss < 2, $"{loss}"));
        var correct = new Evaluator(Network, 2).CorrectPerClass(round.Models, round.Data, TrainingRounds.Normalisation);
        Assert.All([0, 1], i => Assert.True(PersonalAccuracy.Generalised(correct.Row(i), round.Data.LabelCounts()) > 0.5));
    }

    [Fact]
    public void Random_boxes_change_training_alike_with_any_number_of_threads()
    {
        var one = Train(Round(ImageAugmentation.ResizedCropAndFlip, steps: 4), threads: 1);
        Assert.Equal(one, Train(Round(ImageAugmentation.ResizedCropAndFlip, steps: 4), threads: 3));
        var plain = Round(ImageAugmentation.ResizedCropAndFlip, steps: 4);
        Assert.NotEqual(one, Train(plain with { Options = plain.Options with { Augment = false } }));
    }

    [Fact]
    public void An_augmentation_that_the_set_does_not_have_is_refused()
    {
        Assert.Contains("cannot be cropped", Assert.Throws<ArgumentException>(() => Train(Round(ImageAugmentation.None, 1))).Message);
        Assert.Contains("20 × 24", Assert.Throws<ArgumentException>(() => Train(Round(ImageAugmentation.CropAndFlip, 1))).Message);
    }

    private static TrainingRound Round(ImageAugmentation augmentation, int steps)
    {
        var data = new ImageSet(Stored.Shape, 10, Stored.Pixels.ToArray(), Stored.Labels.ToArray())
        {
            InputShape = new(1, 20, 24),
            Augmentation = augmentation,
        };
        var start = Network.Initialise(new RandomStream(7, RandomPurpose.InitialModel));
        return new(
            start.expand(2, Network.Size).contiguous(),
            data,
            TrainingRounds.Normalisation,
            new Partition([[.. Enumerable.Range(0, 100)], [.. Enumerable.Range(100, 100)]]),
            Term: null,
            new TrainingOptions { Steps = steps, BatchSize = 16 },
            Seed: 11,
            Round: 0);
    }

    private static double[] Train(TrainingRound round, int threads = 2) =>
        [.. new ParallelTrainer(Network, threads).Train(round, null, TestContext.Current.CancellationToken).Select(result => result.MeanLoss)];
}
