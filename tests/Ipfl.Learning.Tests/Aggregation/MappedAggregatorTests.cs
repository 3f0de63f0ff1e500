using Ipfl.Data;
using Ipfl.Protocol;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Aggregation;

/// <summary>What a server computes from files is what a simulation computes in memory.</summary>
public sealed class MappedAggregatorTests
{
    private const int Participants = 7;
    private const int Size = 1_237;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Distances_and_centres_are_those_of_the_simulator_to_the_bit(int threads)
    {
        using var folder = new TemporaryFolder();
        using var initial = Random(0, Size);
        using var models = Random(1, Participants, Size);
        using var round = new MappedAggregator(threads).Open(Write(folder, "initial", initial), [.. Enumerable.Range(0, Participants).Select(i => Row(folder, models, i))]);
        var distances = round.Distances();
        Assert.Equal(ModelDistance.Cosine(models, initial), distances);

        var weights = new double[Participants, Participants];
        (weights[1, 0], weights[1, 5], weights[4, 1], weights[6, 2]) = (0.5, 2, 1.5, 0.25);
        int[] buyers = [1, 4, 6];
        round.WriteCentres(weights, 5, [.. buyers.Select(buyer => (buyer, folder.File($"centre-{buyer}")))]);
        using var expected = ProximalCentre.Cosine(models, initial, weights, 5);
        foreach (var buyer in buyers)
        {
            using var centre = SafetensorsFile.Open(folder.File($"centre-{buyer}"));
            Assert.Equal(["a", "b"], centre.Names);
            float[] found = [.. centre.ReadSingles("a"), .. centre.ReadSingles("b")];
            Assert.Equal(expected[buyer].data<float>().ToArray(), found);
        }

        Assert.DoesNotContain(Directory.GetFiles(folder.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Means_are_those_of_the_simulator_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        using var initial = Random(0, Size);
        using var models = Random(1, Participants, Size);
        using var round = new MappedAggregator(2).Open(Write(folder, "initial", initial), [.. Enumerable.Range(0, Participants).Select(i => Row(folder, models, i))]);
        var weights = new double[Participants, Participants];
        (weights[1, 0], weights[1, 5], weights[4, 1], weights[6, 2]) = (0.5, 2, 1.5, 0.25);
        int[] buyers = [1, 2, 4, 6];
        round.WriteMeans(weights, 0.9, [.. buyers.Select(buyer => (buyer, folder.File($"mean-{buyer}")))]);
        using var expected = MeanImport.Compute(models, initial, weights, 0.9);
        foreach (var buyer in buyers)
        {
            using var mean = SafetensorsFile.Open(folder.File($"mean-{buyer}"));
            float[] found = [.. mean.ReadSingles("a"), .. mean.ReadSingles("b")];
            Assert.Equal(expected[buyer].data<float>().ToArray(), found);
        }
    }

    [Fact]
    public void An_upload_of_another_size_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var initial = Random(0, Size);
        using var other = Random(1, Size + 1);
        var (first, second) = (Write(folder, "initial", initial), Write(folder, "other", other));
        Assert.Throws<ArgumentException>(() => new MappedAggregator().Open(first, [second]));
    }

    [Fact]
    public void Without_a_thread_there_is_no_aggregator() => Assert.Throws<ArgumentOutOfRangeException>("threads", () => new MappedAggregator(0));

    private static string Row(TemporaryFolder folder, Tensor models, int row)
    {
        using var model = models[row];
        return Write(folder, $"model-{row}", model);
    }

    /// <summary>In two tensors, as a network has more than one.</summary>
    private static string Write(TemporaryFolder folder, string name, Tensor model)
    {
        var numbers = model.data<float>().ToArray();
        var writer = new SafetensorsWriter();
        writer.Add("a", [100], numbers.AsMemory(0, 100));
        writer.Add("b", [numbers.Length - 100], numbers.AsMemory(100));
        writer.WriteFile(folder.File(name));
        return folder.File(name);
    }

    private static Tensor Random(int seed, params long[] shape)
    {
        var random = new RandomStream(seed, RandomPurpose.InitialModel);
        var numbers = new float[shape.Aggregate(1L, (product, side) => product * side)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (float)random.NextNormal();
        return tensor(numbers, shape);
    }
}
