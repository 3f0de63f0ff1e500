using Ipfl.Data;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

/// <summary>Local training of the LEAF networks: dropout and the LSTM give the same bits in any order of threads.</summary>
public sealed class LeafTrainingTests : TorchTest
{
    internal static readonly CnnFemnist Cnn = new(new ImageShape(1, 10, 10), 5);
    internal static readonly CharacterLstm Lstm = new(new ImageShape(1, 1, 12), 9);

    [Fact]
    public void Dropout_draws_the_same_with_any_number_of_threads()
    {
        var (one, results) = Trained(Cnn, threads: 1);
        foreach (var threads in new[] { 2, 3 })
        {
            var (other, again) = Trained(Cnn, threads);
            Assert.Equal(results, again);
            Assert.Equal(one.Floats(), other.Floats());
        }
    }

    [Fact]
    public void The_LSTM_trains_the_same_with_any_number_of_threads()
    {
        var (one, results) = Trained(Lstm, threads: 1);
        var (two, again) = Trained(Lstm, threads: 2);
        Assert.Equal(results, again);
        Assert.Equal(one.Floats(), two.Floats());
    }

    [Fact]
    public void Rounds_participants_seeds_and_further_models_drop_differently()
    {
        // Equal samples in equal order: only the masks can differ.
        var round = Round(Cnn) with { Partition = new Partition([[7], [7], [7]]), Options = Options(1) };
        var losses = Losses(round);
        Assert.Equal(3, losses.Distinct().Count());
        Assert.Equal(losses, Losses(round));
        Assert.NotEqual(losses[0], Losses(round with { Round = 1 })[0]);
        Assert.NotEqual(losses[0], Losses(round with { Seed = 12 })[0]);
        Assert.NotEqual(losses[0], Losses(round with { Further = true })[0]);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Both_networks_learn()
    {
        Assert.True(Learns(Cnn, steps: 120, rate: 0.01), "cnn-femnist");
        Assert.True(Learns(Lstm, steps: 120, rate: 0.2), "lstm");
    }

    [Fact]
    public void Texts_are_not_cropped()
    {
        var round = Round(Lstm) with { Options = new TrainingOptions { Steps = 1 } };
        var error = Assert.Throws<ArgumentException>(() => new ParallelTrainer(Lstm, 1).Train(round, null, TestContext.Current.CancellationToken));
        Assert.Contains("1 × 12", error.Message);
    }

    [Fact]
    public void Symbols_reach_the_network_as_they_are()
    {
        var data = Data(Lstm, 20);
        using var batch = new ImageBatch(data, new PixelTable(PixelNormalisation.None, 1), 20);
        var (inputs, _) = batch.Fill(Enumerable.Range(0, 20).ToArray(), crops: null);
        Assert.Equal(data.Pixels.ToArray().Select(symbol => (double)symbol), inputs.Numbers());
        var table = new PixelTable(PixelNormalisation.None, 1);
        Assert.Equal(Enumerable.Range(0, 256).Select(symbol => (float)symbol), table.Channel(0).ToArray());
    }

    private static bool Learns(ModelArchitecture network, int steps, double rate)
    {
        var round = Round(network) with { Options = Options(steps) with { LearningRate = rate } };
        var before = Losses(Round(network) with { Options = Options(5) });
        new ParallelTrainer(network, 2).Train(round, null, TestContext.Current.CancellationToken);
        return Losses(round with { Options = Options(5) }).Zip(before).All(pair => pair.First < 0.7 * pair.Second);
    }

    private static double[] Losses(TrainingRound round) =>
        [.. new ParallelTrainer(round.Data.Shape.Height == 1 ? Lstm : Cnn, 2)
            .Train(round with { Models = round.Models.clone() }, null, TestContext.Current.CancellationToken).Select(result => result.MeanLoss)];

    internal static (Tensor Models, LocalResult[] Results) Trained(ModelArchitecture network, int threads)
    {
        var round = Round(network);
        return (round.Models, new ParallelTrainer(network, threads).Train(round, null, TestContext.Current.CancellationToken));
    }

    private static TrainingRound Round(ModelArchitecture network) => new(
        network.Initialise(new RandomStream(7, RandomPurpose.InitialModel)).expand(3, network.Size).contiguous(),
        Data(network, 60),
        network is CharacterLstm ? PixelNormalisation.None : new PixelNormalisation([0.5f], [-0.5f]),
        new Partition([.. Enumerable.Range(0, 60).Chunk(20)]),
        Term: null,
        Options(6),
        Seed: 11,
        Round: 0);

    private static TrainingOptions Options(int steps) => new() { Steps = steps, BatchSize = 8, Augment = false };

    /// <summary>Images that are lit more the higher their class; texts that end in a symbol one below the next.</summary>
    private static ImageSet Data(ModelArchitecture network, int count)
    {
        var random = new RandomStream(5, RandomPurpose.Partition);
        var (shape, classes) = network is CharacterLstm ? (new ImageShape(1, 1, 12), 9) : (new ImageShape(1, 10, 10), 5);
        var (inputs, labels) = (new byte[count * shape.Size], new byte[count]);
        for (var i = 0; i < inputs.Length; i++) inputs[i] = (byte)random.NextInt(classes);
        for (var i = 0; i < count; i++)
        {
            var sample = inputs.AsSpan(i * shape.Size, shape.Size);
            labels[i] = (byte)((sample[^1] + 1) % classes);
            if (network is CnnFemnist) sample.Fill((byte)(labels[i] * 60));
        }

        return new ImageSet(shape, classes, inputs, labels);
    }
}
