namespace Ipfl.Cli.Tests;

public sealed class MarketRegretCurveCommandTests : IDisposable
{
    private const string Header = "mechanism,participants,markets,marketShare,participantShare,meanUtility,meanRegret,maxRegret,relativeMeanRegret,relativeMaxRegret";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_mechanisms_are_measured_and_only_marginal_has_regret()
    {
        var measured = CommandResult.Of("market", "regret-curve", "--sizes", "5,9", "--markets", "4");
        Assert.Equal((0, ""), (measured.ExitCode, measured.Error));
        string[] lines = measured.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(Header, lines[0]);
        string[] mechanisms = [.. Market.Mechanism.All.Select(mechanism => mechanism.Name)];
        Assert.Equal(mechanisms.SelectMany(name => new[] { $"{name},5,4", $"{name},9,4" }), lines.Skip(1).Select(line => string.Join(',', line.Split(',').Take(3))));
        Assert.DoesNotContain(lines.Skip(1).Take(2), line => line.EndsWith(",0,0,0,0", StringComparison.Ordinal));
        Assert.All(lines.Skip(3), line => Assert.Matches(@"^\w+,\d,4,0,0,[\d.]+,0,0,0,0$", line));
        Assert.Equal(measured, CommandResult.Of("market", "regret-curve", "--sizes", "5,9", "--markets", "4", "--seed", "0"));
        Assert.NotEqual(measured, CommandResult.Of("market", "regret-curve", "--sizes", "5,9", "--markets", "4", "--seed", "1"));
    }

    [Fact]
    public void A_folder_gets_numbers_pictures_and_page()
    {
        var folder = _folder.File("curve");
        var measured = CommandResult.Of("market", "regret-curve", "--sizes", "5,9", "--markets", "2", "--mechanism", "marginal", "--out", folder);
        Assert.Equal((0, ""), (measured.ExitCode, measured.Out));
        Assert.Equal(
            ["curve/figures/regret-mean.png", "curve/figures/regret-share.png", "curve/regret-curve.csv", "curve/regret-curve.html"], _folder.Names());
    }

    [Fact]
    public void Names_and_pairs_are_measured_and_exclusivity_rules_out_second_names_of_the_same_data()
    {
        string[] few = ["market", "regret-curve", "--sizes", "5", "--markets", "4", "--mechanism", "clock"];
        Assert.DoesNotMatch(@"\nclock,5,4,0,0,", CommandResult.Of([.. few, "--lie", "same-data"]).Out);
        Assert.Matches(@"\nclock,5,4,0,0,", CommandResult.Of([.. few, "--lie", "same-data", "--exclusive-distance", "0.000001"]).Out);
        Assert.DoesNotMatch(@"\nclock,5,4,0,0,", CommandResult.Of([.. few, "--lie", "pairs"]).Out);
    }

    /// <summary>One alone has no utility, and so no regret relative to it.</summary>
    [Fact]
    public void Markets_of_one_have_no_regret() => Assert.Equal(
        $"{Header}\nvcg,1,3,0,0,0,0,0,,\n", CommandResult.Of("market", "regret-curve", "--sizes", "1", "--markets", "3", "--mechanism", "vcg").Out);

    [Fact]
    public void Fewer_large_markets_are_said() => Assert.Contains(
        "400 participants: 2 markets instead of 5, for the time it takes\n", CommandResult.Of("market", "regret-curve", "--sizes", "400", "--markets", "5", "--mechanism", "critical").Error);

    [Theory]
    [InlineData("--sizes: found '0'; allowed are whole numbers from 1 to 2000, separated by commas", "--sizes", "5,0")]
    [InlineData("--sizes: found 5, 9, 5; each may be named once", "--sizes", "5, 9,5")]
    [InlineData("--sizes: found 'ten'; allowed are whole numbers from 1 to 2000, separated by commas", "--sizes", "ten")]
    [InlineData("--markets: found '0'; allowed is a whole number from 1 to 1000000", "--markets", "0")]
    [InlineData("--lie: found 'age'; allowed are cost, names, same-data, pairs", "--lie", "age")]
    [InlineData("--exclusive-distance: has no meaning for marginal; allowed are the mechanisms that are no walks", "--exclusive-distance", "0.1", "--mechanism", "marginal")]
    [InlineData("--out: the page is of regrets in cost; leave it out with --lie, which prints CSV", "--lie", "pairs", "--out", "x")]
    [InlineData("--seed: found '-1'; allowed is a whole number from 0 to 9223372036854775807", "--seed", "-1")]
    [InlineData("--mechanism: found 'auction'; allowed are marginal, critical, vcg, clock, reference", "--mechanism", "auction")]
    public void Bad_values_are_one_line(string answer, params string[] args) => Assert.Equal(answer, CommandResult.Of(["market", "regret-curve", .. args]).Refusal());
}
