using Ipfl.Data;
using Ipfl.Learning.Tests.Architectures;
using static TorchSharp.torch;

namespace Ipfl.Learning.Tests.Training;

/// <summary>Local training of a network with buffers: SGD and pulls pass them by, training passes move them.</summary>
public sealed class BufferTrainingTests : TorchTest
{
    private static readonly ImageShape Shape = new(3, 12, 12);
    internal static readonly ResNet20 Network = new(Shape, 5);
    private static readonly TrainingOptions Options = new() { LearningRate = 0.05, Momentum = 0.8, WeightDecay = 0.01 };
    private static readonly int Trained = (int)Network.TrainedSize;

    [Fact]
    public void Twenty_steps_are_those_of_modules_with_torch_s_own_optimiser()
    {
        // A small rate: where two roundings put an input on different sides of a ReLU's kink, large steps carry them apart.
        var options = Options with { LearningRate = 0.001, WeightDecay = 0.1 };
        using var single = TorchThreads.One();
        var flat = ResNet20Tests.Disturbed(Network);
        using var modules = new ModuleResNet(3, 5);
        modules.Load(Network, flat);
        modules.train();
        using var optimiser = optim.SGD(modules.parameters(), options.LearningRate, options.Momentum, 0, options.WeightDecay);
        using var sgd = Begun(flat, null, options);
        var start = flat.clone();
        for (var step = 0; step < 20; step++)
        {
            var (inputs, labels) = Batch(seed: (ulong)step);
            optimiser.zero_grad();
            var expected = nn.functional.cross_entropy(modules.forward(inputs), labels);
            expected.backward();
            optimiser.step();
            Assert.Equal(expected.item<float>(), sgd.Step(inputs, labels), 1e-4);
        }

        Near.Equal(modules.Flat(Network).Numbers(), flat.Numbers(), 1e-4);
        Assert.True((start - flat).narrow(0, 0, Trained).abs().max().item<float>() > 0.005);
    }

    [Fact]
    public void Pulls_and_decay_pass_buffers_by()
    {
        using var single = TorchThreads.One();
        var (inputs, labels) = Batch(seed: 1);
        var centre = Centre() * 3;
        float[] Buffers((LocalTerm, Tensor)? pull, TrainingOptions options)
        {
            var flat = ResNet20Tests.Disturbed(Network);
            using var sgd = Begun(flat, pull, options);
            sgd.Step(inputs, labels);
            return flat.Floats()[Trained..].ToArray();
        }

        var plain = Buffers(null, Options with { WeightDecay = 0 });
        Assert.Equal(plain, Buffers(null, Options with { WeightDecay = 0.5 }));
        Assert.Equal(plain, Buffers((new ProximalTerm(centre.unsqueeze(0), 2), centre), Options));
        Assert.Equal(plain, Buffers((new CosineTerm(centre.unsqueeze(0), 200), centre), Options));
    }

    [Fact]
    public void Pulled_steps_take_the_gradient_of_the_term_over_all_of_the_model_by_what_is_trained()
    {
        using var single = TorchThreads.One();
        var (inputs, labels) = Batch(seed: 1);
        var centre = Centre();
        foreach (var (term, loss) in new (LocalTerm, Func<Tensor, Tensor>)[]
        {
            (new ProximalTerm(centre.unsqueeze(0), 0.7), model => 0.35 * (model - centre).square().sum()),
            (new CosineTerm(centre.unsqueeze(0), 4000), model => 4000 * (1 - nn.functional.cosine_similarity(model, centre, 0))),
        })
        {
            var (plain, pulled) = (Stepped(null), Stepped((term, centre)));
            // What the step's batch made of the buffers is there when the term is looked at.
            var model = cat([ResNet20Tests.Disturbed(Network).narrow(0, 0, Trained), plain.narrow(0, Trained, Network.Size - Trained)], 0).requires_grad_(true);
            loss(model).backward();
            var expected = (Options.LearningRate * model.grad!).narrow(0, 0, Trained).Numbers();
            Near.Equal(expected, (plain - pulled).narrow(0, 0, Trained).Numbers(), 1e-5);
            Assert.True(expected.Max(Math.Abs) > 1e-3);
        }

        Tensor Stepped((LocalTerm, Tensor)? pull)
        {
            var flat = ResNet20Tests.Disturbed(Network);
            using var sgd = Begun(flat, pull, Options);
            sgd.Step(inputs, labels);
            return flat;
        }
    }

    [Fact]
    public void Results_are_the_same_bits_with_any_number_of_threads()
    {
        var (one, results) = Train(threads: 1);
        foreach (var threads in new[] { 2, 3 })
        {
            var (other, again) = Train(threads);
            Assert.Equal(results, again);
            Assert.Equal(one.Floats(), other.Floats());
        }

        Assert.All(Enumerable.Range(0, 3), i => Assert.NotEqual(Start().Floats()[Trained..].ToArray(), one[i].Floats()[Trained..].ToArray()));
    }

    [Fact]
    public void A_batch_of_one_image_trains()
    {
        // Nine samples in batches of four: every third batch has a single image, of which 3 × 3 numbers a channel remain.
        var round = Round() with { Partition = new Partition([[.. Enumerable.Range(0, 9)]]), Models = Start().unsqueeze(0).clone() };
        round = round with { Options = round.Options with { BatchSize = 4, Steps = 6 } };
        Assert.Equal(18, new ParallelTrainer(Network, 1).Train(round, null, TestContext.Current.CancellationToken)[0].Images);
    }

    [Fact]
    public void Evaluation_leaves_models_as_they_are()
    {
        using var single = TorchThreads.One();
        var (models, _) = Train(threads: 2);
        var before = models.Numbers();
        var (round, row) = (Round(), models.narrow(0, 0, 1));
        var correct = new Evaluator(Network, 2).CorrectPerClass(models, round.Data, round.Normalisation, TestContext.Current.CancellationToken);
        new LocalLoss(Network, 2).Mean([[row[0]], [], []], round.Data, round.Normalisation, round.Partition, TestContext.Current.CancellationToken);
        Assert.Equal(before, models.Numbers());

        // One image at a time gives the same answers as all at once: nothing depends on the batch.
        using var untracked = no_grad();
        using var batch = new ImageBatch(round.Data, new PixelTable(round.Normalisation, 3), 1);
        var alone = Enumerable.Range(0, round.Data.Count).Count(image =>
        {
            var (inputs, labels) = batch.Fill([image], crops: null);
            return Network.Forward(inputs, Network.Views(row[0])).argmax(1).item<long>() == labels.item<long>();
        });
        Assert.Equal(Enumerable.Range(0, 5).Sum(c => correct[0, c]), alone);
    }

    [Fact]
    public void A_network_with_buffers_amid_what_is_trained_is_refused()
    {
        var network = new BufferFirst();
        var round = Round() with { Models = zeros(3, network.Size) };
        var error = Assert.Throws<ArgumentException>(() => new ParallelTrainer(network, 1).Train(round, null, TestContext.Current.CancellationToken));
        Assert.Contains("weight is trained and comes after a buffer", error.Message);
    }

    /// <summary>A round of three participants, trained by as many threads.</summary>
    internal static (Tensor Models, LocalResult[] Results) Train(int threads)
    {
        var round = Round();
        return (round.Models, new ParallelTrainer(Network, threads).Train(round, null, TestContext.Current.CancellationToken));
    }

    private static TrainingRound Round()
    {
        var random = new RandomStream(5, RandomPurpose.Partition);
        var (pixels, labels) = (new byte[60 * Shape.Size], new byte[60]);
        random.NextBytes(pixels);
        for (var i = 0; i < labels.Length; i++) labels[i] = (byte)random.NextInt(5);
        return new TrainingRound(
            Start().expand(3, Network.Size).contiguous(),
            new ImageSet(Shape, 5, pixels, labels),
            new PixelNormalisation([0.5f, 0.4f, 0.6f], [0.25f, 0.3f, 0.2f]),
            new Partition([.. Enumerable.Range(0, 60).Chunk(20)]),
            Term: null,
            new TrainingOptions { Steps = 4, BatchSize = 8 },
            Seed: 11,
            Round: 0);
    }

    private static Tensor Start() => Network.Initialise(new RandomStream(7, RandomPurpose.InitialModel));

    private static LocalSgd Begun(Tensor flat, (LocalTerm, Tensor)? pull, TrainingOptions options)
    {
        var sgd = new LocalSgd(Network);
        sgd.Begin(flat, pull, options, new RandomStream(0, RandomPurpose.Dropout));
        return sgd;
    }

    private static (Tensor Inputs, Tensor Labels) Batch(ulong seed)
    {
        using var random = new Generator(seed);
        return (randn(8, 3, 12, 12, generator: random), randint(0, 5, [8], dtype: ScalarType.Int64, generator: random));
    }

    private static Tensor Centre()
    {
        using var random = new Generator(99);
        return randn(Network.Size, generator: random);
    }

    private sealed class BufferFirst : ModelArchitecture
    {
        public override string Name => "buffer-first";

        public override IReadOnlyList<ModelParameter> Parameters { get; } =
            [new("mean", [5], 0) { IsBuffer = true }, new("weight", [5, 432], 5)];

        public override Tensor Initialise(RandomStream random) => zeros(Size);

        public override Tensor Forward(Tensor input, IReadOnlyList<Tensor> parameters, TrainingPass? training = null) =>
            nn.functional.linear(input.flatten(1), parameters[1]) + parameters[0];
    }
}
