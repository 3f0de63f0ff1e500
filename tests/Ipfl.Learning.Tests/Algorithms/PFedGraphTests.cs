using CsCheck;
using Ipfl.Learning.Tests.Aggregation;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Algorithms;

public sealed class PFedGraphTests : TorchTest
{
    [Fact]
    public void Weights_are_the_best_point_of_the_simplex() => Gen.Select(Updates.Random, Gen.Int[0, 5000].Array[7], Gen.Double[0.05, 3]).Sample(
        (updates, counts, alpha) =>
        {
            using var scope = NewDisposeScope();
            long[] samples = [.. counts.Take(updates.Count).Select(count => count + 1L)];
            using var result = new PFedGraphAlgorithm(0.01, alpha).Aggregate(Inputs.Of(updates.Theta0, updates.Theta, samples));
            for (var i = 0; i < updates.Count; i++)
            {
                var own = i;
                double[] alike = [.. Enumerable.Range(0, updates.Count).Select(j => updates.Cosine(own, j))];
                var best = BestOnSimplex(alpha, [.. samples.Select(n => (double)n / samples.Sum())], alike);
                for (var j = 0; j < updates.Count; j++) Assert.Equal(best[j] < 1e-5 / updates.Count ? 0 : best[j], result.Graph[i, j], 1e-9);
            }
        },
        iter: 300, threads: 1);

    [Fact]
    public void Projections_of_far_points_stay_on_the_simplex_and_cannot_be_bettered() => Gen.Double[-50, 50].Array[1, 7].Sample(point =>
    {
        var projected = SimplexProjection.Of(point);
        Assert.All(projected, x => Assert.InRange(x, 0, 1 + 1e-12));
        Assert.Equal(1, projected.Sum(), 1e-12);
        // With α = ½ and p = 0 the objective is ½‖x‖² − ⟨x, point⟩.
        Near.Equal(BestOnSimplex(0.5, new double[point.Length], point), projected, 1e-9);
    });

    [Fact]
    public void Everyone_goes_on_from_its_mixture_and_is_pulled_to_its_direction()
    {
        var models = tensor(new float[,] { { 1, 0 }, { 0.9f, 0.1f }, { -1, 0 } });
        using var result = new PFedGraphAlgorithm(0.25, 0.5).Aggregate(Inputs.Of(zeros(2), models, [1, 1, 2]));
        var expected = tensor(result.Graph).matmul(models.to(ScalarType.Float64)).Numbers();
        Near.Equal(expected, result.Models!.Numbers(), 1e-6);
        Assert.Equal(result.Models!.Numbers(), result.Term!.Centres.Numbers());
        Assert.Equal(0.25, Assert.IsType<CosineTerm>(result.Term).Weight);
        Assert.Equal(0, result.Graph[0, 2]);
    }

    /// <summary>Minimises α‖x − p‖² − ⟨x, c⟩ over the simplex by trying every set of coordinates that may be above zero.</summary>
    private static double[] BestOnSimplex(double alpha, double[] p, double[] c)
    {
        var (best, least) = (Array.Empty<double>(), double.PositiveInfinity);
        for (var set = 1; set < 1 << p.Length; set++)
        {
            int[] free = [.. Enumerable.Range(0, p.Length).Where(j => (set >> j & 1) == 1)];
            // Stationarity, 2α(x_j − p_j) − c_j = μ on the free ones, and Σ x = 1.
            var mu = 2 * alpha * (1 - free.Sum(j => p[j]) - free.Sum(j => c[j]) / (2 * alpha)) / free.Length;
            var x = new double[p.Length];
            foreach (var j in free) x[j] = p[j] + (c[j] + mu) / (2 * alpha);
            if (x.Any(value => value < 0)) continue;
            var objective = x.Select((value, j) => alpha * (value - p[j]) * (value - p[j]) - value * c[j]).Sum();
            if (objective < least) (best, least) = (x, objective);
        }

        return best;
    }
}
