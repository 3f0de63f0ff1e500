namespace Ipfl.Simulation.Tests.Configuration;

/// <summary>Numbers as they are written in files and in code.</summary>
public sealed class GivenNumberTests
{
    [Theory]
    [InlineData("market.lambda")]
    [InlineData("market.max_distance")]
    [InlineData("market.gain_scale")]
    [InlineData("market.sharing_cost")]
    [InlineData("momentum")]
    [InlineData("weight_decay")]
    [InlineData("fedprox.mu")]
    [InlineData("behaviour.liars")]
    public void Negative_zero_is_zero(string key)
    {
        Assert.Equal(Given.Config((key, 0L)).ToToml(), Given.Config((key, -0.0)).ToToml());
        Assert.Equal(Given.Config((key, 0L)).ToToml(), ExperimentConfig.Resolve([ConfigSource.ParseAssignment($"{key}=-0.0", "--set")]).ToToml());
        var parts = key.Split('.');
        var toml = parts.Length == 1 ? $"{key} = -0.0" : $"[{parts[0]}]\n{parts[1]} = -0.0";
        Assert.Equal(Given.Config((key, 0L)).ToToml(), Given.Toml(toml).ToToml());
    }

    [Fact]
    public void A_negative_zero_prepares_an_experiment() =>
        Assert.Equal(0, SmallFederation.Prepare(("market.lambda", -0.0), ("market.sharing_cost", -0.0)).Config.Market.Lambda);

    [Theory]
    [InlineData("rounds = 1.0", "rounds: found 1.0; allowed is a whole number from 1 to 1000000")]
    [InlineData("rounds = 0", "rounds: found 0; allowed is")]
    [InlineData("rounds = 2.5", "rounds: found 2.5; allowed is")]
    [InlineData("seed = -1.0", "seed: found -1.0; allowed is")]
    [InlineData("learning_rate = -3.0", "learning_rate: found -3.0; allowed is")]
    public void What_is_refused_is_told_as_it_was_written(string toml, string expected) =>
        Assert.Contains(expected, Message.Of(() => Given.Toml(toml)), StringComparison.Ordinal);

    [Fact]
    public void Programs_may_use_any_type_of_number()
    {
        var expected = Given.Config(("rounds", 3L), ("market.lambda", 2.0)).ToToml();
        foreach (var three in new object[] { 3, (short)3, (byte)3, (sbyte)3, 3u, 3ul, (ushort)3, 3L })
            Assert.Equal(expected, Given.Config(("rounds", three), ("market.lambda", 2)).ToToml());
        foreach (var two in new object[] { 2, 2f, 2m, (Half)2, 2.0, 2L, 2u })
            Assert.Equal(expected, Given.Config(("rounds", 3), ("market.lambda", two)).ToToml());
        Assert.Contains("found 18446744073709551615; allowed is a whole number", Given.Refusal(("rounds", ulong.MaxValue)), StringComparison.Ordinal);
        Assert.Contains("found 3.0; allowed is a whole number", Given.Refusal(("rounds", 3f)), StringComparison.Ordinal);
    }
}
