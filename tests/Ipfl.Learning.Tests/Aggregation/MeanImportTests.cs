using CsCheck;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Aggregation;

/// <summary>The mean import, the normalised pull and the evidence of directions, each against the formula written out pair by pair.</summary>
public sealed class MeanImportTests : TorchTest
{
    [Fact]
    public void Buyers_go_on_from_the_weighted_mean_of_clipped_updates() => Gen.Select(Updates.Random, Gen.Double[0.05, 3]).Sample((updates, clip) =>
    {
        using var scope = NewDisposeScope();
        var found = MeanImport.Compute(updates.Theta, updates.Theta0, updates.Weights, clip);
        for (var i = 0; i < updates.Count; i++) Assert.Equal(Expected(updates, i, updates.Update(i), clip), found[i].data<double>().ToArray(), Near);
    });

    [Fact]
    public void Those_who_uploaded_another_model_go_on_from_their_own() => Gen.Select(Updates.Random, Gen.Int[0, 6], Gen.Double[0.05, 3]).Sample((updates, index, clip) =>
    {
        using var scope = NewDisposeScope();
        var i = index % updates.Count;
        double[][] own = [.. updates.Models];
        own[i] = [.. updates.Models[i].Select((number, k) => (2 * number) + k)];
        var found = MeanImport.Compute(updates.Theta, updates.Theta0, updates.Weights, clip, stack(own.Select(model => tensor(model))));
        for (var k = 0; k < updates.Count; k++)
            Assert.Equal(Expected(updates, k, Updates.Add(own[k], updates.Initial, -1), clip), found[k].data<double>().ToArray(), Near);
    });

    [Fact]
    public void Who_buys_nothing_keeps_its_model_to_the_bit_and_what_is_no_number_is_passed_over()
    {
        var models = rand(5, 700).to(ScalarType.Float32);
        models[3].fill_(float.NaN);
        var weights = new double[5, 5];
        (weights[0, 1], weights[0, 3]) = (2, 1);
        var found = MeanImport.Compute(models, zeros(700), weights, 2);
        Assert.True(found[0].isfinite().all().item<bool>());
        foreach (var i in new[] { 1, 2, 4 }) Assert.Equal(models[i].data<float>().ToArray(), found[i].data<float>().ToArray());

        // A poisoner that keeps a model of its own buys nothing, and keeps it.
        var own = models.clone();
        own[3].fill_(7);
        Assert.Equal(own[3].data<float>().ToArray(), MeanImport.Compute(models, zeros(700), weights, 2, own)[3].data<float>().ToArray());
    }

    [Fact]
    public void A_scaled_upload_moves_nobody_by_more_than_its_weight_times_the_clip()
    {
        var (own, other) = (rand(50) - 0.5, rand(50) - 0.5);
        var weights = new double[,] { { 0, 1 }, { 0, 0 } };
        foreach (var factor in new[] { 10.0, 1e3, 1e6 })
        {
            var found = MeanImport.Compute(stack([own, other * factor]), zeros(50), weights, 2)[0];
            Assert.InRange((found - (own / 2)).norm().item<float>(), 0, own.norm().item<float>() * 1.001f);
        }
    }

    [Fact]
    public void The_normalised_pull_is_a_share_of_the_update() => Gen.Select(Updates.Random, Gen.Double[0.1, 2]).Sample((updates, eta) =>
    {
        using var scope = NewDisposeScope();
        var found = ProximalCentre.NormalisedCosine(updates.Theta, updates.Theta0, updates.Weights, eta);
        for (var i = 0; i < updates.Count; i++)
        {
            double Length(double[] vector) => Math.Sqrt(Updates.Dot(vector, vector));
            var own = updates.Update(i);
            var sum = Enumerable.Range(0, updates.Count).Where(j => j != i).Sum(j => updates.Weights[i, j]);
            var step = new double[own.Length];
            for (var j = 0; j < updates.Count; j++)
            {
                if (j == i) continue;
                var towards = updates.Update(j).Zip(own, (b, a) => (b / Length(updates.Update(j))) - (updates.Cosine(i, j) * a / Length(own)));
                step = [.. step.Zip(towards, (a, b) => a + (updates.Weights[i, j] / Math.Max(1, sum) * b))];
            }

            Assert.InRange(Length(step), 0, 1 + 1e-9);
            Assert.Equal(Updates.Add(updates.Models[i], step, eta * Length(own)), found[i].data<double>().ToArray(), Near);
        }
    });

    [Fact]
    public void Evidence_of_directions_is_samples_times_the_squared_cosine() => Updates.Random.Sample(updates =>
    {
        using var scope = NewDisposeScope();
        long[] samples = [.. Enumerable.Range(0, updates.Count).Select(i => 10L * (i + 1))];
        var found = CosineEvidence.Of(ModelDistance.Cosine(updates.Theta, updates.Theta0), samples);
        for (var i = 0; i < updates.Count; i++)
            for (var j = 0; j < updates.Count; j++)
                Assert.Equal(i == j ? 0 : samples[j] * Math.Pow(Math.Max(0, updates.Cosine(i, j)), 2), found[i, j], 1e-9 * samples[j]);
    });

    [Fact]
    public void Directions_of_junk_are_worth_nothing()
    {
        var distances = new double[,] { { 0, double.NaN, 1, 2 }, { double.NaN, 0, 1.2, double.PositiveInfinity }, { 1, 1, 0, 1 }, { 2, 2, 2, 0 } };
        Assert.All(CosineEvidence.Of(distances, [5, 5, 5, 5]).Cast<double>(), number => Assert.Equal(0, number));
        Assert.Throws<ArgumentException>(() => CosineEvidence.Of(distances, [5]));
    }

    private static double[] Expected(Updates updates, int i, double[] own, double clip)
    {
        double Length(double[] vector) => Math.Sqrt(Updates.Dot(vector, vector));
        var (sum, total) = (own, 1.0);
        for (var j = 0; j < updates.Count; j++)
        {
            if (j == i || updates.Weights[i, j] == 0) continue;
            sum = Updates.Add(sum, updates.Update(j), updates.Weights[i, j] * Math.Min(1, clip * Length(own) / Length(updates.Update(j))));
            total += updates.Weights[i, j];
        }

        return Updates.Add(updates.Initial, sum, 1 / total);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a));
}
