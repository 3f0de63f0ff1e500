using Ipfl.Data;

namespace Ipfl.Learning.Tests.Evidence;

/// <summary>What a mixture is found to be worth, on linear models whose logits mix as their parameters do.</summary>
public sealed class MixtureSearchTests
{
    private const int Samples = 400, Classes = 3;

    [Fact]
    public void The_share_is_that_of_a_fine_search_over_shares_and_scales()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var toy = new Toy(seed, ownNoise: 1.5, otherNoise: 0.5 + (seed % 5 * 0.5));
            var (search, passes) = Run(toy.Own, toy.Other, toy.Labels);
            Assert.InRange(passes, 2, 5);
            var found = search.Result();
            var (share, loss) = Enumerable.Range(0, 91).Select(k => (Share: k / 100.0, Loss: toy.Judge(k / 100.0).Loss)).MinBy(point => point.Loss);
            // Beyond the grid's end the loss is flat, and the parabola reaches far.
            var apart = share > 0.55 ? 0.2 : 0.06;
            Assert.InRange(found.Share, share - apart, share + apart);

            // There it finds what is at least as good as the grid's end.
            Assert.InRange(toy.Judge(0).Loss - found.Improvement, loss - 1e-4, Math.Max(loss + 2e-3, share > 0.55 ? toy.Judge(0.6).Loss + 1e-9 : 0));
            Assert.Equal(100 * found.Share / (1 - found.Share), found.Samples(100, 0), 1e-9);

            var difference = toy.Judge(0).Losses.Zip(toy.Judge(found.Share).Losses, (a, b) => a - b).ToArray();
            var mean = difference.Average();
            Assert.Equal(Math.Sqrt(difference.Sum(d => (d - mean) * (d - mean)) / (Samples - 1) / Samples), found.StandardError, 1e-9);
            Assert.Equal(0, found.Samples(100, (found.Improvement / found.StandardError) + 0.01));
        }
    }

    [Fact]
    public void Noise_earns_nothing_by_softening_an_over_confident_model()
    {
        var (earned, softened) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            // Ten times too sure. Noise as parameters: logits about 0, so that a mixture is less sure.
            var toy = new Toy(seed, ownNoise: 1.5, otherNoise: 0) { Factor = 10, OtherIsNoise = true };
            var found = Run(toy.Own, toy.Other, toy.Labels).Search.Result();
            if (toy.Judge(0.6).PlainLoss < toy.Judge(0).PlainLoss - 0.1) softened++;
            if (found.Samples(1000, 2) > 0) earned++;
        }

        // The plain loss is fooled every time.
        Assert.Equal(60, softened);
        Assert.InRange(earned, 0, 3);
    }

    [Fact]
    public void Models_that_answer_no_numbers_or_always_the_same_and_copies_are_worth_nothing()
    {
        var toy = new Toy(1, 1, 1);
        float[] nothing = [.. toy.Other.Select(_ => float.NaN)];
        Assert.Equal(default, Run(toy.Own, nothing, toy.Labels).Search.Result());
        Assert.Null(new MixtureSearch(ModelVerdict.OfLogits(nothing, toy.Labels)).Next);
        Assert.Throws<InvalidOperationException>(() => new MixtureSearch(ModelVerdict.OfLogits(nothing, toy.Labels)).Tell(toy.Judge(0)));
        float[] huge = [.. toy.Other.Select((_, i) => i % 2 == 0 ? 3e38f : -3e38f)];
        Assert.Equal(0, Run(toy.Own, huge, toy.Labels).Search.Result().Samples(1000, 0));
        float[] constant = [.. toy.Other.Select(_ => 1f)];
        Assert.Equal(default, Run(toy.Own, constant, toy.Labels).Search.Result());
        Assert.Equal(default, Run(toy.Own, toy.Own, toy.Labels).Search.Result());
        Assert.Equal(default, Run(toy.Own, [.. toy.Own.Select(z => 3 * z)], toy.Labels).Search.Result());
    }

    [Fact]
    public void What_the_initial_model_does_for_nothing_is_paid_to_nobody()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            // Training went too far: a step back towards the beginning, which knows a little, is better.
            var toy = new Toy(seed, ownNoise: 3, otherNoise: 0.3);
            float[] initial = [.. toy.Truth.Select(z => (float)(0.3 * z))];
            var free = Run(toy.Own, initial, toy.Labels).Search;
            Assert.True(free.Result().Samples(100, 2) > 0);
            Assert.True(free.Best.Loss < toy.Judge(0).Loss);
            Assert.Equal(default, free.Result(free.Best));
            var near = Run(toy.Own, [.. initial.Zip(toy.Own, (begun, own) => (0.9f * begun) + (0.1f * own))], toy.Labels).Search;
            Assert.True(near.Result().Samples(100, 2) > 0);
            Assert.Equal(0, near.Result(free.Best).Samples(100, 2));

            // Who knows more than the beginning is worth its share, for what it does beyond it.
            var (good, beside) = (Run(toy.Own, toy.Other, toy.Labels).Search.Result(), Run(toy.Own, toy.Other, toy.Labels).Search.Result(free.Best));
            Assert.Equal(good.Share, beside.Share);
            Assert.Equal(good.Improvement - (toy.Judge(0).Loss - free.Best.Loss), beside.Improvement, 1e-12);
            Assert.True(beside.Samples(100, 0) > 0);
        }
    }

    [Fact]
    public void What_does_not_help_is_judged_twice_only() => Assert.Equal(2, Run(new Toy(3, 0.1, 0) { Opposed = true }).Passes);

    [Fact]
    public void The_best_model_of_all_gets_the_largest_share()
    {
        var toy = new Toy(5, ownNoise: 6, otherNoise: 0);
        Assert.InRange(Run(toy).Search.Result().Share, 0.75, 0.9);
    }

    private static (MixtureSearch Search, int Passes) Run(Toy toy) => Run(toy.Own, toy.Other, toy.Labels);

    private static (MixtureSearch Search, int Passes) Run(float[] own, float[] other, int[] labels)
    {
        var (search, passes) = (new MixtureSearch(ModelVerdict.OfLogits(own, labels)), 0);
        while (search.Next is { } share)
        {
            search.Tell(ModelVerdict.OfLogits(Toy.Mix(own, other, share), labels));
            passes++;
        }

        return (search, passes);
    }

    /// <summary>Labels drawn from softmax logits; one's own and the other's logits are those under noise.</summary>
    private sealed record Toy(int[] Labels, double[] Truth, double[] OwnNoise, double[] OtherNoise)
    {
        public Toy(int seed, double ownNoise, double otherNoise)
            : this([], [], [], [])
        {
            var random = new RandomStream(seed, RandomPurpose.Market);
            Truth = [.. Enumerable.Range(0, Samples * Classes).Select(_ => 1.5 * random.NextNormal())];
            OwnNoise = [.. Truth.Select(_ => ownNoise * random.NextNormal())];
            OtherNoise = [.. Truth.Select(_ => otherNoise * random.NextNormal())];
            Labels = [.. Enumerable.Range(0, Samples).Select(i => Draw(Truth.AsSpan(i * Classes, Classes), random.NextDouble()))];
        }

        public double Factor { get; init; } = 1;

        public bool OtherIsNoise { get; init; }

        public bool Opposed { get; init; }

        public float[] Own => [.. Truth.Zip(OwnNoise, (z, noise) => (float)(Factor * (z + noise)))];

        public float[] Other => OtherIsNoise
            ? Noise()
            : [.. Truth.Zip(OtherNoise, (z, noise) => (float)((Opposed ? -z : z) + noise))];

        public ModelVerdict Judge(double share) => ModelVerdict.OfLogits(Mix(Own, Other, share), Labels);

        public static float[] Mix(float[] own, float[] other, double share) => [.. own.Zip(other, (a, b) => (float)(((1 - share) * a) + (share * b)))];

        private static float[] Noise()
        {
            var random = new RandomStream(99, RandomPurpose.Market);
            return [.. Enumerable.Range(0, Samples * Classes).Select(_ => (float)random.NextNormal())];
        }

        private static int Draw(ReadOnlySpan<double> logits, double point)
        {
            var (sum, total) = (0.0, 0.0);
            foreach (var z in logits) total += Math.Exp(z);
            for (var k = 0; k < logits.Length; k++)
            {
                sum += Math.Exp(logits[k]) / total;
                if (point < sum) return k;
            }

            return logits.Length - 1;
        }
    }
}
