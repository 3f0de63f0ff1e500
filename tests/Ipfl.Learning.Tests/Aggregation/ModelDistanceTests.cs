using CsCheck;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Aggregation;

public sealed class ModelDistanceTests : TorchTest
{
    [Fact]
    public void Cosine_distances_are_those_of_the_loop_over_pairs() => Updates.Random.Sample(
        updates =>
        {
            using var scope = NewDisposeScope();
            var distances = ModelDistance.Cosine(updates.Theta, updates.Theta0);
            for (var i = 0; i < updates.Count; i++)
                for (var j = 0; j < updates.Count; j++)
                    Assert.Equal(i == j ? 0 : 1 - updates.Cosine(i, j), distances[i, j], 1e-9);
        },
        threads: 1);

    [Fact]
    public void Squared_distances_are_those_of_the_loop_over_pairs() => Updates.Random.Sample(
        updates =>
        {
            using var scope = NewDisposeScope();
            var distances = ModelDistance.SquaredEuclidean(updates.Theta, updates.Theta0);
            for (var i = 0; i < updates.Count; i++)
                for (var j = 0; j < updates.Count; j++)
                {
                    var difference = Updates.Add(updates.Models[i], updates.Models[j], -1);
                    Assert.Equal(Updates.Dot(difference, difference), distances[i, j], 1e-9);
                }
        },
        threads: 1);

    [Fact]
    public void The_number_of_threads_changes_nothing_and_none_is_refused()
    {
        using var scope = NewDisposeScope();
        var (models, initial) = (randn(200, 3_000), randn(3_000));
        Assert.Equal(ModelDistance.Cosine(models, initial, threads: 1), ModelDistance.Cosine(models, initial, threads: 3));
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => ModelDistance.Cosine(models, initial, threads: 0));
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => WeightedMean.Compute(models, new double[200, 200], threads: 0));
    }

    [Theory]
    [InlineData(ModelDistanceKind.Cosine)]
    [InlineData(ModelDistanceKind.SquaredEuclidean)]
    public void Distances_are_symmetric_to_the_bit_in_range_and_zero_on_the_diagonal(ModelDistanceKind kind) => Updates.Random.Sample(
        updates =>
        {
            using var scope = NewDisposeScope();
            // Copies and opposites of a model are where rounding would leave the range.
            var models = cat([updates.Theta, updates.Theta, 2 * updates.Theta0 - updates.Theta], 0).to(ScalarType.Float32);
            var distances = ModelDistance.Of(kind, models, updates.Theta0.to(ScalarType.Float32));
            for (var i = 0; i < distances.GetLength(0); i++)
            {
                Assert.Equal(0, distances[i, i]);
                for (var j = 0; j < i; j++)
                {
                    Assert.Equal(distances[i, j], distances[j, i]);
                    Assert.InRange(distances[i, j], 0, kind == ModelDistanceKind.Cosine ? 2 : double.MaxValue);
                }
            }
        },
        threads: 1);

    [Fact]
    public void A_model_that_did_not_move_is_at_distance_one_of_everyone()
    {
        var distances = ModelDistance.Cosine(tensor(new double[,] { { 1, 2 }, { 5, 2 }, { 1, 2 } }), tensor(new double[] { 1, 2 }));
        Assert.Equal(new double[,] { { 0, 1, 1 }, { 1, 0, 1 }, { 1, 1, 0 } }, distances);
    }

    [Fact]
    public void Models_longer_than_a_block_are_summed_over_all_blocks()
    {
        const int D = 1_500_000; // three rows of which are one block and a part of the next
        var models = randn(3, D);
        var distances = ModelDistance.Cosine(models, zeros(D));
        var exact = models.to(ScalarType.Float64);
        for (var j = 1; j < 3; j++)
        {
            var cosine = (exact[0] * exact[j]).sum() / (exact[0].norm() * exact[j].norm());
            Assert.Equal(1 - cosine.item<double>(), distances[0, j], 1e-12);
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit_and_is_left_as_it_was()
    {
        var before = get_num_threads();
        try
        {
            var (models, initial) = (randn(9, 200_000), randn(200_000));
            set_num_threads(1);
            var expected = ModelDistance.Cosine(models, initial);
            set_num_threads(4);
            Assert.Equal(expected, ModelDistance.Cosine(models, initial));
            Assert.Equal(4, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        Assert.Contains("[m, d]", Assert.Throws<ArgumentException>(() => ModelDistance.Cosine(zeros(4), zeros(4))).Message);
        Assert.Contains("must be [4]", Assert.Throws<ArgumentException>(() => ModelDistance.Cosine(zeros(2, 4), zeros(3))).Message);
    }
}
