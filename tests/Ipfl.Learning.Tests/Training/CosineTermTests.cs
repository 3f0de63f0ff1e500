using CsCheck;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

public sealed class CosineTermTests : TorchTest
{
    private static readonly Gen<float> Component = Gen.Int[-1000, 999].Select(n => (n + 0.5f) / 500);

    private static readonly Gen<(float[] Model, float[] Centre)> Pairs =
        from length in Gen.Int[2, 70]
        from model in Component.Array[length]
        from centre in Component.Array[length]
        select (model, centre);

    [Fact]
    public void Its_gradient_is_that_of_finite_differences() => Pairs.Sample((model, centre) =>
    {
        var gradient = Gradient(model, centre, weight: 3);
        for (var k = 0; k < model.Length; k++)
        {
            const double Step = 1e-4;
            var (up, down) = (Loss(model, centre, k, Step), Loss(model, centre, k, -Step));
            Assert.Equal(3 * (up - down) / (2 * Step), gradient[k], 1e-5);
        }
    });

    [Fact]
    public void Steps_equal_those_of_torch_s_own_optimiser_with_the_cosine_in_the_loss() => Pairs.Sample(
        (start, centre) =>
        {
            using var scope = NewDisposeScope();
            var options = new TrainingOptions { LearningRate = 0.05, Momentum = 0.8, WeightDecay = 0.01 };
            var parameter = nn.Parameter(tensor(start));
            using var optimiser = optim.SGD([parameter], options.LearningRate, options.Momentum, 0, options.WeightDecay);
            var term = new CosineTerm(tensor(centre).unsqueeze(0), 0.7);
            var (model, gradient, buffer) = ((float[])start.Clone(), new float[start.Length], new float[start.Length]);
            for (var step = 0; step < 4; step++)
            {
                optimiser.zero_grad();
                (0.7 * (1 - nn.functional.cosine_similarity(parameter, tensor(centre), 0))).backward();
                optimiser.step();
                new SgdUpdate(options, term.At(model, centre)).Apply(model, gradient, buffer, centre);
            }

            Near.Equal(parameter.detach().Numbers(), [.. model.Select(number => (double)number)], 1e-5);
        },
        iter: 60, threads: 1);

    [Fact]
    public void Without_a_direction_there_is_no_pull()
    {
        Assert.Equal(default, Term(1).At([0, 0], [1, 2]));
        Assert.Equal(default, Term(1).At([1, 2], [0, 0]));
    }

    [Fact]
    public void One_centre_for_all_pulls_like_a_copy_for_each()
    {
        foreach (var term in new Func<Tensor, LocalTerm>[] { centres => new CosineTerm(centres, 5), centres => new ProximalTerm(centres, 0.5) })
        {
            var (shared, copied) = (TrainingRounds.Round(3, 4), TrainingRounds.Round(3, 4));
            var centre = randn_like(shared.Models[0]).unsqueeze(0);
            (shared with { Term = term(centre) }).Train();
            (copied with { Term = term(centre.repeat(3, 1)) }).Train();
            Assert.Equal(copied.Models.Numbers(), shared.Models.Numbers());
        }
    }

    [Fact]
    public void A_heavy_pull_turns_the_model_to_the_centre()
    {
        var round = TrainingRounds.Round(participants: 1, steps: 60);
        var centre = randn_like(round.Models);
        double Cosine() => nn.functional.cosine_similarity(round.Models, centre, 1).item<float>();
        var before = Cosine();
        (round with { Term = new CosineTerm(centre, 100) }).Train();
        Assert.InRange(Cosine(), before + 0.5, 1);
    }

    [Fact]
    public void A_centre_or_weight_that_does_not_fit_is_named()
    {
        var round = TrainingRounds.Round(2, 1);
        Assert.Contains("cosine centres", Assert.Throws<ArgumentException>(() => (round with { Term = new CosineTerm(zeros(3, 5), 1) }).Train()).Message);
        Assert.Contains("cosine weight is -1", Assert.Throws<ArgumentException>(() => (round with { Term = new CosineTerm(round.Models, -1) }).Train()).Message);
    }

    [Fact]
    public void Further_models_see_other_batches_and_crops()
    {
        var (own, further) = (TrainingRounds.Round(1, 3), TrainingRounds.Round(1, 3) with { Further = true });
        own.Train();
        further.Train();
        Assert.NotEqual(own.Models.Numbers(), further.Models.Numbers());
    }

    private static CosineTerm Term(double weight) => new(zeros(1, 1), weight);

    private static double[] Gradient(float[] model, float[] centre, double weight)
    {
        var pull = Term(weight).At(model, centre);
        return [.. model.Zip(centre, (x, c) => pull.Towards * (x - c) + pull.Shrink * x)];
    }

    private static double Loss(float[] model, float[] centre, int moved, double step)
    {
        double[] x = [.. model.Select((value, k) => value + (k == moved ? step : 0))];
        var product = x.Zip(centre, (a, b) => a * b).Sum();
        return 1 - product / Math.Sqrt(x.Sum(a => a * a) * centre.Sum(b => (double)b * b));
    }
}
