using Ipfl.Data;

namespace Ipfl.Simulation.Tests.Running;

/// <summary>The task whose participants belong to domains, on made-up images of four domains.</summary>
public sealed class PacsTaskTests : IDisposable
{
    private static readonly ImageDataSet Data = new(
        "domains", Images(60, seed: 1), Images(15, seed: 2), new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]), ["one", "two", "three"], Embedded: false);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ipfl")]
    [InlineData("fedavg")]
    [InlineData("ditto")]
    [InlineData("fedfomo")]
    public void It_runs_alike_with_any_number_of_threads_and_resumes(string algorithm)
    {
        var one = new RunFolder(_folder.File("one"));
        ExperimentRun.Start(Prepare(algorithm, threads: 1), one, new Watcher(), new SteppingClock(), CancellationToken.None);
        var expected = RunResults.Of(one);

        using var stop = new CancellationTokenSource();
        var cut = new RunFolder(_folder.File("cut"));
        var watcher = new Watcher { OnRound = _ => stop.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(
            () => ExperimentRun.Start(Prepare(algorithm, threads: 2), cut, watcher, new SteppingClock(), stop.Token));
        ExperimentRun.Resume(Experiment.Reopen(cut, Data), cut, new Watcher(), new SteppingClock(), CancellationToken.None);
        RunResults.AssertEqual(expected, cut);
    }

    [Fact]
    public void A_global_model_gets_accuracies_of_its_own_on_each_domain()
    {
        var last = LastRound(Prepare("fedavg", threads: 2));
        // Twelve participants, three on each of four sets of 15 test images.
        Assert.All(last.Chunk(3), domain => Assert.Single(domain.Select(participant => participant.GeneralAccuracy).Distinct()));
        Assert.All(last, participant => Assert.Equal(participant.GeneralAccuracy * 15, Math.Round(participant.GeneralAccuracy * 15), 1e-9));
        Assert.True(last.Select(participant => participant.GeneralAccuracy).Distinct().Count() > 1);
    }

    [Fact]
    public void A_split_of_one_s_own_may_give_a_participant_several_domains()
    {
        // p0 holds samples of the first two domains, p1 of the last one.
        var file = _folder.Write("split.json", $"{{\"participants\": [[{string.Join(", ", Enumerable.Range(40, 40))}], [{string.Join(", ", Enumerable.Range(190, 20))}]]}}");
        var config = Config("local", 2, ("participants", 2L), ("partition.kind", "file"), ("partition.file", file));
        foreach (var (participant, images) in LastRound(Experiment.Prepare(config, Data)).Zip([30, 15]))
            Assert.Equal(participant.GeneralAccuracy * images, Math.Round(participant.GeneralAccuracy * images), 1e-9);
    }

    [Theory]
    [InlineData(7, "allowed are multiples of 4")]
    [InlineData(3, "allowed are multiples of 4")]
    public void Participants_that_do_not_spread_over_the_domains_are_refused(long participants, string allowed)
    {
        var message = Message.Of(() => Experiment.Prepare(Config("ipfl", 2, ("participants", participants)), Data));
        Assert.Contains($"participants is {participants}", message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_without_domains_have_no_partition_by_domain() => Assert.Contains(
        "the data set has no domains",
        Message.Of(() => Experiment.Prepare(SmallFederation.Config(("partition.kind", "domain")), SmallFederation.Data)));

    [Fact]
    public void A_written_configuration_reads_back()
    {
        var written = Config("ipfl", 2).ToToml();
        Assert.Contains("kind = \"domain\"\nbeta = 0.1\n", written, StringComparison.Ordinal);
        Assert.Equal(written, Configuration.Given.Toml(written).ToToml());
    }

    private IReadOnlyList<ParticipantRound> LastRound(Experiment experiment)
    {
        var rounds = new List<RoundRecord>();
        ExperimentRun.Start(experiment, new RunFolder(_folder.File("run")), new Watcher { OnRound = rounds.Add }, new SteppingClock(), CancellationToken.None);
        return rounds[^1].Participants;
    }

    private static Experiment Prepare(string algorithm, long threads) => Experiment.Prepare(Config(algorithm, threads), Data);

    private static ExperimentConfig Config(string algorithm, long threads, params (string Path, object Value)[] more) => ExperimentConfig.Resolve(
    [
        .. new (string Path, object Value)[]
        {
            ("task", "pacs"), ("algorithm", algorithm), ("rounds", 2L), ("steps", 2L), ("batch_size", 8L), ("threads", threads),
        }.Concat(more).Select(value => new ConfigValue(value.Path, value.Value, "test")),
    ]);

    /// <summary>Noise in four domains of different brightness, so many images each; a class lights up a third of the image.</summary>
    private static ImageSet Images(int perDomain, long seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Partition);
        var shape = new ImageShape(3, 20, 20);
        var (pixels, labels) = (new byte[4 * perDomain * shape.Size], new byte[4 * perDomain]);
        random.NextBytes(pixels);
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)random.NextInt(3);
            var image = pixels.AsSpan(i * shape.Size, shape.Size);
            foreach (ref var pixel in image) pixel = (byte)(pixel / 4 + i / perDomain * 40);
            image.Slice(labels[i] * shape.Size / 3, shape.Size / 3).Fill(200);
        }

        return new(shape, 3, pixels, labels)
        {
            InputShape = new(3, 16, 16),
            Augmentation = ImageAugmentation.ResizedCropAndFlip,
            Domains = [.. Enumerable.Range(0, 4).Select(i => new SampleRange($"d{i}", i * perDomain, perDomain))],
        };
    }
}
