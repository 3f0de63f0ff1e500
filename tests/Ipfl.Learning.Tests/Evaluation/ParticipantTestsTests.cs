using Ipfl.Data;
using Ipfl.Learning.Tests.Training;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Evaluation;

/// <summary>Participants judged on their own domains' test images, against one participant at a time.</summary>
public sealed class ParticipantTestsTests : TorchTest
{
    private static readonly SimpleCnn Network = TrainingRounds.Network;

    private static readonly ImageSet Train = InDomains(TrainingRounds.Images(60, seed: 2), ("a", 20), ("b", 20), ("c", 10), ("d", 10));

    private static readonly ImageSet Test = InDomains(TrainingRounds.Images(1_130, seed: 3), ("a", 300), ("b", 30), ("c", 700), ("d", 100));

    /// <summary>One domain, another one, two, all but one; nobody has d.</summary>
    private static readonly Partition Split = new([[0, 3, 19], [21, 22, 23, 39], [5, 40, 41, 49], [1, 2, 24, 42]]);

    private static readonly int[][] DomainsOf = [[0], [1], [0, 2], [0, 1, 2]];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Own_models_are_judged_on_their_participants_domains(int threads)
    {
        var models = Models(4);
        Check(models, i => i, new ParticipantTests(Train, Test, Split).Measure(new Evaluator(Network, threads), models, TrainingRounds.Normalisation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_global_model_is_judged_for_each_on_its_domains(int threads)
    {
        var model = Models(1);
        Check(model, _ => 0, new ParticipantTests(Train, Test, Split).Measure(new Evaluator(Network, threads), model, TrainingRounds.Normalisation));
    }

    [Fact]
    public void Those_not_asked_for_are_not_judged()
    {
        var (network, models) = (new CountingNetwork(), Models(4));
        var all = new ParticipantTests(Train, Test, Split).Measure(new Evaluator(Network, 2), models, TrainingRounds.Normalisation);
        var some = new ParticipantTests(Train, Test, Split).Measure(new Evaluator(Network, 2), models, TrainingRounds.Normalisation, [1, 2]);
        Assert.Equal([0, all.Personal[1], all.Personal[2], 0], some.Personal);
        Assert.Equal([0, all.General[1], all.General[2], 0], some.General);
        new ParticipantTests(Train, Test, Split).Measure(new Evaluator(network, 2), Models(1), TrainingRounds.Normalisation, [1]);
        Assert.Equal(30, network.Images);
    }

    [Fact]
    public void Without_domains_everybody_is_judged_on_everything()
    {
        var (train, test) = (TrainingRounds.Images(60, seed: 2), TrainingRounds.Images(1_130, seed: 3));
        var models = Models(4);
        var found = new ParticipantTests(train, test, Split).Measure(new Evaluator(Network, 2), models, TrainingRounds.Normalisation);
        var correct = new Evaluator(Network, 2).CorrectPerClass(models, test, TrainingRounds.Normalisation);
        Assert.Equal(Split.Participants.Select((own, i) => PersonalAccuracy.Compute(correct.Row(i), test.LabelCounts(), train.LabelCounts(own))), found.Personal);
        Assert.Equal(Split.Participants.Select((_, i) => PersonalAccuracy.Generalised(correct.Row(i), test.LabelCounts())), found.General);
    }

    [Fact]
    public void Parts_are_judged_by_the_models_asked_for_and_by_no_other()
    {
        var network = new CountingNetwork();
        var correct = new Evaluator(network, 2).CorrectPerClass(
            Models(3), Test, TrainingRounds.Normalisation, [new(0, 300, [2]), new(300, 30, []), new(330, 700, [0, 2]), new(1000, 130, [1])]);
        Assert.Equal(300 + 700 * 2 + 130, network.Images);
        Assert.All(Rows(correct[0], 0, 1).Concat(Rows(correct[1], 0, 1, 2)).Concat(Rows(correct[2], 1)).Concat(Rows(correct[3], 0, 2)), count => Assert.Equal(0, count));
        Assert.Equal(Brute(Models(3)[2], [new("", 0, 300)]).Correct, Rows(correct[0], 2));
        Assert.Equal(Brute(Models(3)[1], [new("", 1000, 130)]).Correct, Rows(correct[3], 1));
    }

    [Fact]
    public void Nothing_is_judged_on_a_domain_that_nobody_holds()
    {
        var network = new CountingNetwork();
        new ParticipantTests(Train, Test, Split).Measure(new Evaluator(network, 2), Models(1), TrainingRounds.Normalisation);
        Assert.Equal(1_030, network.Images);
        new ParticipantTests(Train, Test, Split).Measure(new Evaluator(network, 2), Models(4), TrainingRounds.Normalisation);
        Assert.Equal(1_030 + 3 * 300 + 2 * 30 + 2 * 700, network.Images);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ParticipantTests(Train, TrainingRounds.Images(10), Split));
        var tests = new ParticipantTests(Train, Test, Split);
        Assert.Throws<ArgumentException>(() => tests.Measure(new Evaluator(Network, 1), Models(3), TrainingRounds.Normalisation));
        var evaluator = new Evaluator(Network, 1);
        foreach (var part in new TestPart[] { new(1_000, 131, [0]), new(-1, 5, [0]), new(0, 5, [2]), new(0, 5, [-1]), new(0, -1, [0]) })
            Assert.Throws<ArgumentException>(() => evaluator.CorrectPerClass(Models(2), Test, TrainingRounds.Normalisation, [part]));
    }

    private static void Check(Tensor models, Func<int, int> modelOf, Accuracies found)
    {
        for (var i = 0; i < DomainsOf.Length; i++)
        {
            var (correct, total) = Brute(models[modelOf(i)], [.. DomainsOf[i].Select(domain => Test.Domains[domain])]);
            var (right, all) = (0.0, 0.0);
            for (var c = 0; c < 10; c++)
            {
                var own = Split.Participants[i].Count(index => Train.Labels.Span[index] == c) / (double)Split.Participants[i].Length;
                var weight = own / (total[c] == 0 ? 1 : total[c] / (double)total.Sum());
                (right, all) = (right + correct[c] * weight, all + total[c] * weight);
            }

            Assert.Equal(right / all, found.Personal[i], 1e-12);
            Assert.Equal(correct.Sum() / (double)total.Sum(), found.General[i], 1e-12);
        }
    }

    private static (long[] Correct, int[] Total) Brute(Tensor model, SampleRange[] ranges)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var inputs = (tensor(Test.Pixels.ToArray()).to(ScalarType.Float32) / 255 - 0.5f) / 0.5f;
        var answers = Network.Forward(inputs.reshape(-1, 1, 28, 28), Network.Views(model)).argmax(1).data<long>().ToArray();
        var (correct, total) = (new long[10], new int[10]);
        foreach (var image in ranges.SelectMany(range => Enumerable.Range(range.Start, range.Count)))
        {
            var label = Test.Labels.Span[image];
            total[label]++;
            if (answers[image] == label) correct[label]++;
        }

        return (correct, total);
    }

    private static long[] Rows(long[,] matrix, params int[] rows) => [.. rows.SelectMany(row => Enumerable.Range(0, 10).Select(c => matrix[row, c]))];

    private static Tensor Models(int count) => stack(Enumerable.Range(0, count).Select(i => Network.Initialise(new RandomStream(i, RandomPurpose.InitialModel)) * 5));

    private static ImageSet InDomains(ImageSet images, params (string Name, int Count)[] domains)
    {
        var ranges = new List<SampleRange>();
        foreach (var (name, count) in domains) ranges.Add(new(name, ranges.Count == 0 ? 0 : ranges[^1].End, count));
        return new(images.Shape, images.Classes, images.Pixels.ToArray(), images.Labels.ToArray()) { Domains = ranges };
    }

    /// <summary>The network, counting the images that pass through it.</summary>
    private sealed class CountingNetwork : ModelArchitecture
    {
        private long _images;

        public long Images => Interlocked.Read(ref _images);

        public override string Name => Network.Name;

        public override IReadOnlyList<ModelParameter> Parameters => Network.Parameters;

        public override Tensor Initialise(RandomStream random) => Network.Initialise(random);

        public override Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null)
        {
            Interlocked.Add(ref _images, input.shape[0]);
            return Network.Forward(input, parameters, training);
        }
    }
}
