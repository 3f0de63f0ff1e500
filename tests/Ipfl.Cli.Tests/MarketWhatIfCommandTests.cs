using System.Globalization;

namespace Ipfl.Cli.Tests;

public sealed class MarketWhatIfCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_cost_curve_covers_the_range_without_gaps()
    {
        var rows = Rows(Ask("--participant", "p3", "--cost", "0..2.5", "--mechanism", "marginal"), "from,to,sales,imports,utility");
        Assert.True(rows.Length > 2);
        Assert.Equal((0, 2.5), (rows[0][0], rows[^1][1]));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.Equal(pair.First[1], pair.Second[0]));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First[2] > pair.Second[2]));
    }

    [Theory]
    [InlineData("--samples", "500..9000", 500, 9000)]
    [InlineData("--gain-scale", "0..1e6", 0, 1e6)]
    public void Other_curves_go_from_end_to_end(string option, string range, double from, double to)
    {
        var rows = Rows(Ask("--participant", "p3", option, range, "--points", "10"), "report,sales,imports,utility");
        Assert.InRange(rows.Length, 11, 1_000);
        Assert.Equal((from, to), (rows[0][0], rows[^1][0]));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First[0] < pair.Second[0]));
    }

    [Fact]
    public void A_folder_gets_the_curve_as_numbers_picture_and_page()
    {
        var folder = _folder.File("curve");
        var asked = Ask("--participant", "p3", "--cost", "0..2.5", "--out", folder);
        Assert.Equal((0, ""), (asked.ExitCode, asked.Out));
        Assert.EndsWith($"{Path.Combine(folder, "whatif.html")}\n", asked.Error, StringComparison.Ordinal);
        Assert.Equal(Ask("--participant", "p3", "--cost", "0..2.5").Out, File.ReadAllText(Path.Combine(folder, "whatif.csv")));
        Assert.True(File.Exists(Path.Combine(folder, "figures", "whatif.png")));
    }

    [Theory]
    [InlineData("--participant: found 'q3'; allowed are the 9 ids of FILE: p0, p1, p2, p3, p4, p5, p6, p7, p8; did you mean p3?", "--participant", "q3", "--cost", "0..1")]
    [InlineData("--cost: found '2..1'; allowed is a range a..b of numbers from 0 to 1E+100, a below b, such as 0..2.5", "--participant", "p3", "--cost", "2..1")]
    [InlineData("--cost: found '-1..1'; allowed is a range a..b of numbers from 0 to 1E+100, a below b, such as 0..2.5", "--participant", "p3", "--cost", "-1..1")]
    [InlineData("--cost: found '1'; allowed is a range a..b of numbers from 0 to 1E+100, a below b, such as 0..2.5", "--participant", "p3", "--cost", "1")]
    [InlineData("--samples: found '0..10'; allowed is a range a..b of whole numbers from 1 to 9007199254740992, a below b, such as 500..8000", "--participant", "p3", "--samples", "0..10")]
    [InlineData("--samples: found '1.5..10'; allowed is a range a..b of whole numbers from 1 to 9007199254740992, a below b, such as 500..8000", "--participant", "p3", "--samples", "1.5..10")]
    [InlineData("--gain-scale: found '0..much'; allowed is a range a..b of numbers from 0 to 1E+100, a below b, such as 0..2.5", "--participant", "p3", "--gain-scale", "0..much")]
    [InlineData("ipfl market whatif: found 0 ranges; allowed is exactly one of --cost, --samples and --gain-scale, such as --cost 0..2.5", "--participant", "p3")]
    [InlineData("ipfl market whatif: found 2 ranges; allowed is exactly one of --cost, --samples and --gain-scale, such as --cost 0..2.5", "--participant", "p3", "--cost", "0..1", "--samples", "1..2")]
    [InlineData("--points: found '1'; allowed is a whole number from 2 to 100000", "--participant", "p3", "--samples", "1..100", "--points", "1")]
    [InlineData("--points: has no effect with --cost, whose curve is exact; leave it out", "--participant", "p3", "--cost", "0..1", "--points", "5")]
    [InlineData("--mechanism: found 'vgc'; allowed are marginal, critical, vcg, clock, reference; did you mean vcg?", "--participant", "p3", "--cost", "0..1", "--mechanism", "vgc")]
    public void Bad_values_are_one_line(string answer, params string[] args) =>
        Assert.Equal(answer.Replace("FILE", _folder.File("market.json"), StringComparison.Ordinal), Ask(args).Refusal());

    [Fact]
    public void One_that_never_sells_has_no_curve_over_costs() => Assert.StartsWith(
        "--cost: participant \"p0\" in truth never sells", Ask("--participant", "p0", "--cost", "0..1").Refusal(), StringComparison.Ordinal);

    private static double[][] Rows(CommandResult asked, string header)
    {
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        var lines = asked.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(header, lines[0]);
        return [.. lines.Skip(1).Select(line => line.Split(',').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray())];
    }

    private CommandResult Ask(params string[] more) => CommandResult.Of(["market", "whatif", "--in", SampleMarket.Write(_folder), .. more]);
}
