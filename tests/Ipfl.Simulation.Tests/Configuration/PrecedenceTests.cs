namespace Ipfl.Simulation.Tests.Configuration;

public sealed class PrecedenceTests
{
    [Fact]
    public void General_defaults_yield_to_the_task_the_task_to_the_file_and_the_file_to_options()
    {
        Assert.Equal(50, Given.Config(("task", "fashion-niid")).Rounds);
        Assert.Equal(15, Given.Config().Rounds);
        using var folder = new TemporaryFolder();
        var file = ConfigSource.ReadFile(folder.Write("c.toml", "rounds = 7\nseed = 1\n[market]\nlambda = 3\nmechanism = \"vcg\"\n"));
        ConfigValue[] assignments = [ConfigSource.ParseAssignment("rounds=8", "--set"), ConfigSource.ParseAssignment("market.lambda=4", "--set")];
        ConfigValue option = new("rounds", 9L, "--rounds");

        Assert.Equal((7, 3.0), Figures([.. file]));
        Assert.Equal((8, 4.0), Figures([.. file, .. assignments]));
        Assert.Equal((9, 4.0), Figures([.. file, .. assignments, option]));
        var last = ExperimentConfig.Resolve([.. file, .. assignments, option]);
        Assert.Equal((1, "vcg"), (last.Seed, last.Market.Mechanism.Name));

        static (int, double) Figures(params IReadOnlyList<ConfigValue> given) =>
            ExperimentConfig.Resolve(given) is var config ? (config.Rounds, config.Market.Lambda) : default;
    }

    [Fact]
    public void A_task_named_last_brings_its_defaults_but_not_over_what_was_given()
    {
        var config = Given.Config(("rounds", 3L), ("task", "cifar10-cluster"));
        Assert.Equal((3, 9, 200), (config.Rounds, config.Participants, config.Training.Steps));
    }

    [Theory]
    [InlineData("cosine", 2.0)]
    [InlineData("l2", double.PositiveInfinity)]
    public void The_largest_distance_follows_the_kind_of_distance(string kind, double largest) =>
        Assert.Equal(largest, Given.Config(("ipfl.distance", kind)).Market.MaxDistance);

    [Fact]
    public void An_error_names_who_gave_the_value_that_counts()
    {
        ConfigValue[] given = [new("rounds", 3L, "c.toml"), new("rounds", 0L, "--set")];
        Assert.StartsWith("--set: rounds: found 0;", Message.Of(() => ExperimentConfig.Resolve(given)), StringComparison.Ordinal);
    }

    [Fact]
    public void With_changes_only_what_it_is_told()
    {
        var config = Given.Config(("rounds", 3L), ("partition.kind", "skew"));
        var changed = config.With(("algorithm", "local"), ("seed", 5L));
        Assert.Equal(("local", 5, 3), (changed.Algorithm, changed.Seed, changed.Rounds));
        Assert.Equal(config.ToToml(), changed.With(("algorithm", "ipfl"), ("seed", 0L)).ToToml());
    }
}
