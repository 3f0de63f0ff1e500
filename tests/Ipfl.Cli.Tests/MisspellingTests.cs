namespace Ipfl.Cli.Tests;

/// <summary>Words that are not known are answered with the nearest that is.</summary>
public sealed class MisspellingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unknown word 'rum' for 'ipfl'; did you mean run?", "rum")]
    [InlineData("unknown word 'marekt' for 'ipfl'; did you mean market?", "marekt", "solve")]
    [InlineData("unknown word 'sovle' for 'ipfl market'; did you mean solve?", "market", "sovle")]
    [InlineData("unknown word 'utilty' for 'ipfl reproduce'; did you mean utility?", "reproduce", "utilty")]
    [InlineData("unknown option '--scael' for 'ipfl reproduce utility'; did you mean --scale?", "reproduce", "utility", "--scael", "paper")]
    [InlineData("unknown option '--sede' for 'ipfl run'; did you mean --seed?", "run", "--sede", "1")]
    [InlineData("unknown option '--resme' for 'ipfl run'; did you mean --resume?", "run", "--resme", "dir")]
    [InlineData("unknown option '--quite' for 'ipfl run'; did you mean --quiet?", "run", "c.toml", "--quite")]
    [InlineData("unknown option '--jsn' for 'ipfl run'; did you mean --json?", "run", "--out", "--jsn")]
    [InlineData("unknown option '--algorithm' for 'ipfl compare'; did you mean --algorithms?", "compare", "--algorithm", "ipfl")]
    [InlineData("unknown option '--mechansim' for 'ipfl market solve'; did you mean --mechanism?", "market", "solve", "--in", "f", "--mechansim", "vcg")]
    [InlineData("unknown option '--opne' for 'ipfl report'; did you mean --open?", "report", "--opne", "dir")]
    [InlineData("unknown option '--data-dri' for 'ipfl data verify'; did you mean --data-dir?", "data", "verify", "cifar-10", "--data-dri", "x")]
    public void A_misspelt_word_is_answered_with_the_nearest_one(string answer, params string[] args) =>
        Assert.Equal(answer, CommandResult.Of(args).Refusal());

    [Theory]
    [InlineData("--token: found no value; what follows is the option --config", "agent", "enrol", "--token", "--config", "agent.toml")]
    [InlineData("--participant: found no value; what follows is the option --deposit", "market", "invite", "m", "--participant", "--deposit", "3")]
    [InlineData("Required argument missing for option: '--config'.", "agent", "enrol", "--config")]
    [InlineData("Required argument missing for option: '--token'.", "agent", "enrol", "--token")]
    public void An_option_without_its_value_is_the_one_that_is_named(string answer, params string[] args) =>
        Assert.Equal(answer, CommandResult.Of(args).Refusal());

    [Theory]
    [InlineData("unknown word 'frobnicate' for 'ipfl'; allowed are run, compare, reproduce, market, llm, serve, operator, ledger, agent, report, data, doctor, ", "frobnicate")]
    [InlineData("unknown option '-o' for 'ipfl run'; allowed are --task, ", "run", "-o", "dir")]
    [InlineData("unknown option '--frobnicate' for 'ipfl doctor'; allowed are --data-dir, ", "doctor", "--frobnicate")]
    public void A_word_like_no_other_is_answered_with_all_of_them(string answer, params string[] args) =>
        Assert.StartsWith(answer, CommandResult.Of(args).Refusal(), StringComparison.Ordinal);

    [Theory]
    [InlineData("'ipfl' needs a command: run, compare, reproduce, market, llm, serve, operator, ledger, agent, report, data, doctor; --help explains them")]
    [InlineData("'ipfl reproduce' needs a command: performance, utility, robustness, liars, inclusive, dropout, worth, llm; --help explains them", "reproduce")]
    [InlineData("'ipfl market' needs a command: solve, audit, whatif, tune, regret-curve, create, invite, deposit, payout, open, close, status, remove, renew-key; --help explains them", "market")]
    [InlineData("'ipfl data' needs a command: list, fetch, verify, split; --help explains them", "data")]
    public void A_missing_command_is_answered_with_the_commands(string answer, params string[] args) =>
        Assert.Equal(answer, CommandResult.Of(args).Refusal());

    [Theory]
    [InlineData("--set: unknown key rouns; did you mean rounds?", "--set", "rouns=3")]
    [InlineData("--set: unknown key lambda; did you mean market.lambda?", "--set", "lambda=3")]
    [InlineData("--set: found 'rounds'; allowed is key=value, such as rounds=20 or market.lambda=0.1", "--set", "rounds")]
    [InlineData("--set: rounds: found 0; allowed is a whole number from 1 to 1000000", "--set", "rounds=0")]
    [InlineData("--seed: seed: found -1; allowed is a whole number ≥ 0", "--seed", "-1")]
    [InlineData("--seed: seed: found \"one\"; allowed is a whole number ≥ 0", "--seed", "one")]
    [InlineData("--algorithm: algorithm: found \"ipfll\"; allowed is one of ipfl, local, fedavg, fedprox, ditto, cfl, fedamp, fedfomo, pfedgraph, ipfl-mean, ipfl-evidence", "--algorithm", "ipfll")]
    [InlineData("--data-dir: data_dir has no effect on task demo, which runs on the embedded data; choose another task", "--data-dir", "x")]
    [InlineData("found an empty word for 'ipfl run'; leave it out or give it a value", "--out", "")]
    public void A_wrong_setting_names_its_option(string answer, params string[] args)
    {
        Assert.Equal(answer, CommandResult.Of(["run", .. args.Contains("--out") ? args : [.. args, "--out", _folder.File("run")]]).Refusal());
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void A_wrong_key_in_a_file_names_the_file()
    {
        var file = _folder.Write("c.toml", "rouns = 3\n");
        Assert.Equal($"{file}: unknown key rouns; did you mean rounds?", CommandResult.Of("run", file).Refusal());
    }

    [Theory]
    [InlineData("--mechanism: found 'vgc'; allowed are marginal, critical, vcg, clock, reference; did you mean vcg?", "vgc")]
    [InlineData("--mechanism: found 'auction'; allowed are marginal, critical, vcg, clock, reference", "auction")]
    public void An_unknown_mechanism_is_answered_with_the_known_ones(string answer, string name) =>
        Assert.Equal(answer, CommandResult.Of("market", "solve", "--in", "market.json", "--mechanism", name).Refusal());

    [Fact]
    public void A_missing_option_is_named() => Assert.Contains("'--in'", CommandResult.Of("market", "solve").Refusal(), StringComparison.Ordinal);

    [Fact]
    public void A_resumed_run_takes_no_settings() => Assert.StartsWith(
        "--resume: found further settings;", CommandResult.Of("run", "--resume", _folder.Path, "--seed", "3").Refusal(), StringComparison.Ordinal);
}
