namespace Ipfl.Simulation.Tests.Configuration;

public sealed class ImportKeyTests
{
    [Fact]
    public void Names_stand_for_keys_and_what_is_given_counts_more()
    {
        var config = Given.Config(("task", "cifar10-cluster"), ("algorithm", "ipfl-evidence"));
        Assert.Equal("clock", config.Market.Mechanism.Name);
        Assert.Equal(0, config.Market.Lambda);
        Assert.Equal((EvidenceKind.Validation, 1), (config.Evidence.Kind, config.Evidence.Every));
        Assert.True(config.KeepsIfWorse);
        Assert.Equal(new(0.1, 0), config.HeldOut);
        Assert.Equal(Learning.ModelImport.Mean, config.Algorithms.Ipfl.Import);

        var mean = Given.Config(("task", "cifar10-cluster"), ("algorithm", "ipfl-mean"));
        Assert.Equal(("marginal", 2.0, EvidenceKind.None, false), (mean.Market.Mechanism.Name, mean.Market.Lambda, mean.Evidence.Kind, mean.KeepsIfWorse));
        Assert.Equal(new(0, 0), mean.HeldOut);

        var other = Given.Config(("algorithm", "ipfl-evidence"), ("market.mechanism", "vcg"), ("market.lambda", 0.5), ("market.evidence", "probe"), ("ipfl.keep_if_worse", false));
        Assert.Equal(("vcg", 0.5, EvidenceKind.Probe, false), (other.Market.Mechanism.Name, other.Market.Lambda, other.Evidence.Kind, other.KeepsIfWorse));
        Assert.Equal(new(0, 0.02), other.HeldOut);
    }

    [Fact]
    public void Published_configurations_are_written_as_ever()
    {
        foreach (var algorithm in Learning.AlgorithmCatalogue.Published)
            Assert.DoesNotContain("evidence", Given.Config(("algorithm", algorithm)).ToToml(), StringComparison.Ordinal);
        var written = Given.Config(("algorithm", "ipfl-evidence")).ToToml();
        Assert.Equal(written, Given.Toml(written).ToToml());
        Assert.Contains("[evaluation]\nvalidation = 0.1", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ipfl.clip", 2.0, "ipfl", "has no effect without ipfl.import = \"mean\"")]
    [InlineData("ipfl.pull", "normalised", "ipfl-mean", "has no effect without ipfl.import = \"pull\"")]
    [InlineData("ipfl.keep_if_worse", true, "ipfl", "has no effect without ipfl.import = \"mean\"")]
    [InlineData("ipfl.import", "mean", "local", "has no effect without an algorithm that trades")]
    [InlineData("market.evidence", "cosine", "fedavg", "has no effect without an algorithm that trades")]
    [InlineData("market.evidence_margin", 1.0, "ipfl-mean", "has no effect without market.evidence")]
    [InlineData("market.evidence_every", 2L, "ipfl", "has no effect without market.evidence")]
    [InlineData("market.evidence_candidates", 2L, "ipfl", "has no effect without market.evidence")]
    [InlineData("market.exclusive_distance", 0.05, "ipfl", "has no effect without a market.mechanism of vcg, clock or reference")]
    [InlineData("market.reference_gain", 5e5, "ipfl-evidence", "has no effect without market.mechanism = \"reference\"")]
    [InlineData("ipfl.import", "pull", "ipfl-mean", "algorithm ipfl-mean is ipfl with ipfl.import = \"mean\"")]
    [InlineData("market.evidence", "none", "ipfl-evidence", "algorithm ipfl-evidence is ipfl with market.evidence = \"validation\"")]
    [InlineData("evaluation.validation", 0.0, "ipfl-evidence", "needs samples that nobody trains on")]
    public void What_has_no_effect_or_belies_the_name_is_refused(string key, object value, string algorithm, string words)
    {
        var message = Given.Refusal(("algorithm", algorithm), (key, value));
        Assert.StartsWith($"here: {key}", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_states_the_gain_scale_unless_another_is_given()
    {
        Assert.Equal(7e4, Given.Config(("market.mechanism", "reference"), ("market.gain_scale", 7e4)).Market.ReferenceGain?.Value);
        Assert.Equal(1e5, Given.Config(("market.mechanism", "reference"), ("market.reference_gain", 1e5)).Market.ReferenceGain?.Value);
        Assert.Null(Given.Config(("market.mechanism", "clock")).Market.ReferenceGain);
    }

    [Fact]
    public void Something_is_left_to_train_on() =>
        Assert.Contains("leave nothing to train on", Given.Refusal(("evaluation.validation", 0.6), ("evaluation.probe", 0.4)), StringComparison.Ordinal);

    [Fact]
    public void In_a_comparison_a_key_counts_for_those_it_has_an_effect_on()
    {
        ConfigValue[] given = [new("market.evidence_margin", 1.0, "--set"), new("market.exclusive_distance", 0.1, "--set")];
        var config = ExperimentConfig.Resolve(given, ["local", "ipfl", "ipfl-evidence"]);
        Assert.Equal((1.0, 0.1), (config.Among(("algorithm", "ipfl-evidence")).Evidence.Margin, config.Among(("algorithm", "ipfl-evidence")).Market.ExclusiveDistance));
        foreach (var algorithm in new[] { "local", "ipfl", "fedavg" })
            Assert.Equal(Given.Config(("algorithm", algorithm)).ToToml(), config.Among(("algorithm", algorithm)).ToToml());
        Assert.Contains("market.evidence_margin has no effect", Message.Of(() => ExperimentConfig.Resolve(given, ["local", "ipfl"])), StringComparison.Ordinal);

        // One share for all, so that they are compared on the same training data; without it only those who need it hold out.
        var shared = ExperimentConfig.Resolve([new("evaluation.validation", 0.2, "--set")], ["local", "ipfl-evidence"]);
        Assert.Equal(new(0.2, 0), shared.Among(("algorithm", "local")).HeldOut);
        Assert.Equal(new(0.2, 0), shared.Among(("algorithm", "ipfl-evidence")).HeldOut);
    }
}
