using Ipfl.Data;
using Ipfl.Learning;
using static TorchSharp.torch;

namespace Ipfl.Simulation.Tests.Worth;

/// <summary>What realised gains are computed from.</summary>
public sealed class ImportPointTests
{
    [Fact]
    public void The_share_of_the_way_is_that_of_gradient_descent_on_the_term_alone()
    {
        var training = new TrainingOptions { Steps = 37, LearningRate = 0.02, Momentum = 0.5 };
        var (at, weight) = (0.0, 1.7);
        for (var step = 0; step < training.Steps; step++) at -= 0.04 * weight * (at - 1);
        Assert.Equal(at, ImportPoint.Way(weight, training), 1e-12);
        Assert.Equal(1, ImportPoint.Way(1e6, training));
        Assert.Equal(0, ImportPoint.Way(0, training));
    }

    [Fact]
    public void A_pull_has_the_share_of_the_way_to_the_others_that_it_goes_and_a_mean_the_one_that_the_graph_has()
    {
        using var scope = NewDisposeScope();
        var uploads = tensor(new float[] { 0, 0, 4, 0, 8, 0 }, [3, 2]);
        var training = new TrainingOptions { Steps = 1, LearningRate = 0.05, Momentum = 0.9 };
        double[,] graph = { { 0, 1, 1 }, { 0, 0, 0 }, { 0, 0, 0 } };

        // Half of the way to a centre that lies a third of the way to the others' mean, aside.
        var pull = ImportPoint.Of(new(graph, null, new ProximalTerm(tensor(new float[] { 0, 2, 0, 0, 0, 0 }, [3, 2]), 1)), 0, uploads[0], uploads, training)!.Value;
        Assert.Equal(0.5 * 2 / 6, pull.Share, 1e-7);
        Assert.Equal(0.5, pull.Model.Share, 1e-12);
        Assert.Equal(0.25, pull.HalfWay(uploads[0]).Share, 1e-12);
        var mean = ImportPoint.Of(new(graph, uploads, null), 0, uploads[0], uploads, training)!.Value;
        Assert.Equal(2 / 3.0, mean.Share, 1e-12);
        Assert.Equal(0.5, mean.HalfWay(uploads[0]).Share);
        Assert.Null(ImportPoint.Of(new(graph, null, null), 0, uploads[0], uploads, training));

        // Far beyond the others, or nowhere to be measured against: all of it.
        foreach (var (at, others) in new[] { (900f, uploads), (2f, zeros(3, 2)) })
            Assert.Equal(1, ImportPoint.Of(new(graph, null, new ProximalTerm(tensor(new float[] { 0, at, 0, 0, 0, 0 }, [3, 2]), 1)), 0, uploads[0], others, training)!.Value.Share);
    }

    [Fact]
    public void A_trade_by_itself_mixes_by_the_graphs_weights()
    {
        using var own = zeros(3);
        Assert.Equal(0.75, ImportPoint.OfPair(new double[,] { { 0, 3 }, { 0, 0 } }, 0, 1, own, own).Share, 1e-15);
        Assert.Equal(0.2, ImportPoint.OfPair(new[,] { { 0.4, 0.1 }, { 0, 0 } }, 0, 1, own, own).Share, 1e-15);
    }

    [Fact]
    public void A_test_sample_weights_classes_as_the_participant_holds_them()
    {
        var random = new Random(5);
        for (var k = 0; k < 300; k++)
        {
            int[] local = [.. Enumerable.Range(0, 6).Select(_ => random.Next(3) == 0 ? 0 : random.Next(1, 500))];
            int[] classes = [.. Enumerable.Range(0, 400).Select(_ => random.Next(6))];
            var most = random.Next(20, 300);
            var sample = TestSample.Draw(classes.Select((c, i) => (i, c)), local, most, new RandomStream(k, RandomPurpose.Worth));
            if (local.Sum() == 0)
            {
                Assert.Null(sample);
                continue;
            }

            Assert.InRange(sample!.Indices.Count, 1, most);
            Assert.Equal(sample.Indices.Count, sample.Indices.Distinct().Count());
            for (var c = 0; c < 6; c++)
            {
                var weight = sample.Indices.Zip(sample.Weights).Where(pair => classes[pair.First] == c).Sum(pair => pair.Second) / sample.Weights.Sum();
                if (local[c] == 0) Assert.Equal(0, weight);
                else Assert.Equal(local[c] / (double)local.Sum(), weight, 0.05);
            }
        }
    }

    [Fact]
    public void Ranks_correlate_as_Spearman_defined_it()
    {
        // 1 − 6 Σ d²/(n(n² − 1)) where there are no ties; the second is the textbook's example with ties.
        Assert.Equal(1 - (6 * 8.0 / (5 * 24)), RankCorrelation.Of([(1, 2), (2, 1), (3, 5), (4, 3), (5, 4)])!.Value, 1e-12);
        Assert.Equal(0.9486832980505138, RankCorrelation.Of([(1, 1), (2, 2), (2, 3), (4, 4)])!.Value, 1e-12);
        Assert.Equal(-1, RankCorrelation.Of([(1, 1e9), (2, 5), (300, -2)])!.Value, 1e-12);
        Assert.Null(RankCorrelation.Of([(1, 2), (2, 3)]));
        Assert.Null(RankCorrelation.Of([(1, 2), (1, 3), (1, 4)]));
    }
}
