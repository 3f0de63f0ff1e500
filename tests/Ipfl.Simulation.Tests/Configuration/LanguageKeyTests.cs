using Ipfl.Learning;

namespace Ipfl.Simulation.Tests.Configuration;

/// <summary>Tasks that tune a language model have keys of their own, and lack those of images.</summary>
public sealed class LanguageKeyTests
{
    [Theory]
    [InlineData("mixed-finance", 6, 2e4)]
    [InlineData("code-finance", 8, 5e4)]
    [InlineData("instruct", 1, 2e4)]
    public void Tasks_have_the_settings_of_the_paper(string task, int participants, double gainScale)
    {
        var config = Given.Config(("task", task));
        Assert.Equal((participants, 50, 10, 8, 5e-5), (config.Participants, config.Rounds, config.Training.Steps, config.Training.BatchSize, config.Training.LearningRate));
        Assert.Equal((5.0, gainScale, 1.0), (config.Market.Lambda, config.Market.GainScale.Value, config.Algorithms.Ipfl.Eta));
        Assert.Equal((0.0, false), (config.Training.Momentum, config.Training.Augment));
        var language = Assert.IsType<LanguageSettings>(config.Language);
        Assert.Equal(["q_proj", "v_proj"], language.Targets);
        Assert.Equal(new LanguageSettings(null, WeightPrecision.F32, 32, 64, 0.05, language.Targets, 512, null, "alpaca", 1e-6, true), language);
    }

    [Fact]
    public void What_is_given_is_read_and_written_down()
    {
        using var folder = new TemporaryFolder();
        var config = Given.Config(
            ("task", "instruct"), ("llm.model", folder.Path), ("llm.precision", "int8"), ("llm.targets", "q_proj, down_proj"), ("llm.rank", 8L), ("llm.checkpointing", false));
        var again = Given.Toml(config.ToToml());
        Assert.Equal(config.ToToml(), again.ToToml());
        var language = again.Language!;
        Assert.Equal((folder.Path, WeightPrecision.I8, 8, false), (language.Model, language.Precision, language.Rank, language.Checkpointing));
        Assert.Equal(["q_proj", "down_proj"], language.Targets);
    }

    [Fact]
    public void Neither_kind_writes_down_keys_of_the_other()
    {
        var language = Given.Config(("task", "mixed-finance")).ToToml();
        Assert.All(["momentum", "augment", "[partition]"], key => Assert.DoesNotContain(key, language, StringComparison.Ordinal));
        Assert.DoesNotContain("[llm]", Given.Config().ToToml(), StringComparison.Ordinal);
        Assert.Null(Given.Config().Language);
    }

    [Theory]
    [InlineData("demo", "llm.rank", 8L, "trains an image network")]
    [InlineData("pacs", "llm.model", "somewhere", "trains an image network")]
    [InlineData("mixed-finance", "momentum", 0.9, "tunes a language model")]
    [InlineData("instruct", "augment", false, "tunes a language model")]
    [InlineData("code-finance", "partition.kind", "iid", "tunes a language model")]
    [InlineData("code-finance", "partition.beta", 0.5, "tunes a language model")]
    public void A_key_of_the_other_kind_is_refused(string task, string key, object value, string what) =>
        Assert.Equal($"here: {key} has no effect on task {task}, which {what}; remove it or choose another task", Given.Refusal(("task", task), (key, value)));
}
