using CsCheck;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Aggregation;

public sealed class ProximalCentreTests : TorchTest
{
    private const double Eta = 3;

    [Fact]
    public void Centres_are_a_step_up_the_gradient_of_the_weighted_cosines() => Updates.Random.Sample(
        updates =>
        {
            using var scope = NewDisposeScope();
            Near.Equal(ByAutograd(updates, Cosines), ProximalCentre.Cosine(updates.Theta, updates.Theta0, updates.Weights, Eta).Numbers(), 1e-8);
        },
        iter: 50, threads: 1);

    [Fact]
    public void Squared_distances_give_a_step_down_their_gradient() => Updates.Random.Sample(
        updates =>
        {
            using var scope = NewDisposeScope();
            Tensor Closeness(Tensor own, Tensor other, Tensor initial) => -(own - other).square().sum();
            var centres = ProximalCentre.SquaredEuclidean(updates.Theta, updates.Theta0, updates.Weights, Eta);
            Near.Equal(ByAutograd(updates, Closeness), centres.Numbers(), 1e-8);
        },
        iter: 50, threads: 1);

    [Fact]
    public void A_model_that_did_not_move_stays_and_pulls_nobody()
    {
        var models = tensor(new double[,] { { 1, 2 }, { 5, 3 }, { 1, 2 } });
        var weights = new double[,] { { 0, 1, 1 }, { 1, 0, 0 }, { 0, 1, 0 } };
        Assert.Equal(models.Numbers(), ProximalCentre.Cosine(models, tensor(new double[] { 1, 2 }), weights, Eta).Numbers());
    }

    [Fact]
    public void Without_imports_everyone_s_centre_is_its_own_model()
    {
        var models = randn(4, 1000);
        Assert.Equal(models.Numbers(), ProximalCentre.Cosine(models, zeros(1000), new double[4, 4], Eta).Numbers());
    }

    [Fact]
    public void Centres_have_the_models_number_type_and_blocks_leave_no_seam()
    {
        const int D = 1_500_000;
        var (models, initial) = (randn(3, D), zeros(D));
        var weights = new double[,] { { 0, 1, 2 }, { 1, 0, 0 }, { 0, 0.5, 0 } };
        var centres = ProximalCentre.Cosine(models, initial, weights, Eta);
        var exact = ProximalCentre.Cosine(models.to(ScalarType.Float64), initial.to(ScalarType.Float64), weights, Eta);

        Assert.Equal(ScalarType.Float32, centres.dtype);
        Assert.Equal(ScalarType.Float64, exact.dtype);
        Assert.True((centres.to(ScalarType.Float64) - exact).abs().max().item<double>() < 1e-6);
        var updates = models.to(ScalarType.Float64);
        var directions = updates / updates.norm(1, keepdim: true, p: 2);
        var cosine = (directions[1] * directions[0]).sum();
        var expected = updates[1] + Eta / updates[1].norm() * (directions[0] - cosine * directions[1]);
        Assert.True((exact[1] - expected).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void Weights_of_another_size_and_a_step_of_nothing_are_refused()
    {
        Assert.Contains("2 × 2", Assert.Throws<ArgumentException>(() => ProximalCentre.Cosine(zeros(2, 3), zeros(3), new double[2, 3], 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ProximalCentre.Cosine(zeros(2, 3), zeros(3), new double[2, 2], 0));
    }

    private static Tensor Cosines(Tensor own, Tensor other, Tensor initial) =>
        ((own - initial) * (other - initial)).sum() / ((own - initial).norm() * (other - initial).norm());

    /// <summary>θ_i + η ∇ Σ_j a_ij closeness(θ_i, θ_j), with the gradient by libtorch.</summary>
    private static double[] ByAutograd(Updates updates, Func<Tensor, Tensor, Tensor, Tensor> closeness)
    {
        var (models, initial) = (updates.Theta, updates.Theta0);
        var centres = new List<double>();
        for (var i = 0; i < updates.Count; i++)
        {
            var own = models[i].clone().requires_grad_(true);
            var sum = (own * 0).sum();
            for (var j = 0; j < updates.Count; j++)
                if (j != i) sum += updates.Weights[i, j] * closeness(own, models[j], initial);
            sum.backward();
            centres.AddRange((models[i] + Eta * own.grad!).Numbers());
        }

        return [.. centres];
    }
}
