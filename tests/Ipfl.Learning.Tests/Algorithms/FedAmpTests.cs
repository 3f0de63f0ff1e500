using CsCheck;
using Ipfl.Learning.Tests.Aggregation;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Algorithms;

public sealed class FedAmpTests : TorchTest
{
    [Fact]
    public void Weights_are_those_of_the_formula() => Gen.Select(Updates.Random, Gen.Double[0, 0.95], Gen.Double[0, 30]).Sample(
        (updates, self, sharpness) =>
        {
            using var scope = NewDisposeScope();
            var m = updates.Count;
            using var result = new FedAmpAlgorithm(0.01, self, sharpness).Aggregate(Inputs.Of(updates.Theta0, updates.Theta, new long[m]));
            for (var i = 0; i < m; i++)
            {
                var own = i;
                Assert.Equal(m == 1 ? 1 : self, result.Graph[i, i]);
                Assert.Equal(1, Enumerable.Range(0, m).Sum(j => result.Graph[own, j]), 1e-12);
                var all = Enumerable.Range(0, m).Where(j => j != own).Sum(j => Math.Exp(sharpness * updates.Cosine(own, j)));
                double Weight(int j) => (1 - self) * Math.Exp(sharpness * updates.Cosine(own, j)) / all;
                int[] kept = [.. Enumerable.Range(0, m).Where(j => j != own && Weight(j) >= 1e-4 / m)];
                for (var j = 0; j < m; j++)
                {
                    if (j == i || Math.Abs(Weight(j) - 1e-4 / m) < 1e-12) continue;
                    Assert.Equal(kept.Contains(j) ? (1 - self) * Weight(j) / kept.Sum(Weight) : 0, result.Graph[i, j], 1e-9);
                }
            }
        },
        iter: 200, threads: 1);

    [Fact]
    public void Models_far_off_are_dropped_and_the_rest_makes_up_for_them()
    {
        // Cosines 1 and −1 with the first: e^20 to e^−20 under sharpness 20.
        var models = tensor(new float[,] { { 1, 0 }, { 2, 0 }, { -1, 0 } });
        using var result = new FedAmpAlgorithm(0.5, 0.3, 20).Aggregate(Inputs.Of(zeros(2), models, [1, 1, 1]));
        Near.Equal([0.3, 0.7, 0], [result.Graph[0, 0], result.Graph[0, 1], result.Graph[0, 2]], 1e-12);
        Assert.Null(result.Models);
        Assert.Equal(0.5, Assert.IsType<ProximalTerm>(result.Term).Weight);
        Near.Equal([0.3 + 1.4, 0], result.Term!.Centres[0].Numbers(), 1e-6);
    }

    [Fact]
    public void The_sharpest_attention_does_not_overflow()
    {
        var models = tensor(new float[,] { { 1, 0 }, { 1, 1 }, { 0, 1 } });
        using var result = new FedAmpAlgorithm(0.5, 0.3, 1e15).Aggregate(Inputs.Of(zeros(2), models, [1, 1, 1]));
        Near.Equal([0.3, 0.7, 0], [result.Graph[0, 0], result.Graph[0, 1], result.Graph[0, 2]], 1e-12);
    }

    [Fact]
    public void The_first_round_is_plain() => Assert.Null(((IAlgorithm)new FedAmpAlgorithm(0.01, 0.3, 10)).FirstTerm(zeros(2)));
}
