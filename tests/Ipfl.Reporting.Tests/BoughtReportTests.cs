using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

/// <summary>Where it was measured what imports are worth, a run's report opens with what was paid and what it bought.</summary>
public sealed class BoughtReportTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_report_opens_with_totals_and_the_picture()
    {
        var sample = new SampleRun(6, 8) { Worth = n => 1.2 - (0.15 * (n % 12)) };
        var folder = sample.Write(_temp["run"]);
        var page = File.ReadAllText(Report.Write(folder));
        var rounds = sample.MakeRounds();
        Assert.True(page.IndexOf("<h2>What was paid and what it bought</h2>", StringComparison.Ordinal) < page.IndexOf("Mean best accuracy", StringComparison.Ordinal));
        Assert.Contains($"<dt>Paid</dt><dd><data value=\"{rounds.SelectMany(r => r.Participants).Sum(p => p.Paid):R}\">", page);
        Assert.Contains($"<dt>Realised gain</dt><dd><data value=\"{rounds.SelectMany(r => r.Participants).Sum(p => p.RealisedGain ?? 0):R}\">", page);
        Assert.Contains($"<dt>Real welfare</dt><dd><data value=\"{rounds.Sum(r => r.RealWelfare!.Value):R}\">", page);
        Assert.Contains("measuring what imports are worth", page);
        var pictures = Pictures.In(folder);
        Assert.Equal(10, pictures["paid-got"].Colours);
        Assert.Contains("real welfare", Regex.Match(page, "alt=\"Welfare per round[^\"]*\"").Value, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Harm_is_counted_by_buyers_and_rounds()
    {
        var sample = new SampleRun(4, 3) { Worth = _ => -1 };
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        var imports = sample.MakeRounds().SelectMany(r => r.Participants).Count(p => p.ImportAccuracy is not null);
        Assert.Contains($"Of {imports} times that one imported in a round, {imports} did harm.", page);
        Assert.Contains("<dt>Imports that did harm</dt><dd><data value=\"1\">100 %</data>", page);

        // Whoever paid more got less in every trade.
        Assert.Contains("<dt>Rank correlation of price and worth</dt><dd><data value=\"-1\">−1.00</data>", page);
    }

    [Fact]
    public void Void_trades_and_the_income_of_adversaries_are_told()
    {
        var sample = new SampleRun(5, 4) { Worth = _ => 2, Void = n => n == 0, Standing = i => ("uniform", i == 4 ? "free-rider" : "honest") };
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        Assert.Contains(" 4 further trades were void", page);
        Assert.Contains("The adversary p4 (free-rider) was paid <data value=", page);
    }

    [Fact]
    public void Without_payments_it_says_so_and_draws_no_prices()
    {
        var folder = new SampleRun(4, 3) { Algorithm = "fedavg", Trades = false, Worth = _ => 1 }.Write(_temp["run"]);
        var page = File.ReadAllText(Report.Write(folder));
        Assert.Contains("Nobody paid.", page);
        Assert.DoesNotContain("paid-got", Pictures.In(folder).Keys);
        Assert.Contains("Nobody used another's model: nothing was paid", File.ReadAllText(Report.Write(new SampleRun(4, 3) { Alone = true, Worth = _ => 1 }.Write(_temp["alone"]))));
    }

    [Fact]
    public void An_unfinished_run_and_one_measured_in_part_say_what_they_count()
    {
        var folder = new SampleRun(4, 3) { Worth = _ => 1, Finished = false }.Write(_temp["run"]);
        var path = Path.Combine(folder, "rounds.jsonl");
        File.WriteAllText(path, Regex.Replace(File.ReadAllText(path), "(\"round\":1,.*)\"realWelfare\":[^}]*}\n", "$1\"realWelfare\":null}\n"));
        Assert.Contains("Only 2 of 3 rounds were measured", File.ReadAllText(Report.Write(folder)));
    }

    [Theory]
    [InlineData("\"realWelfare\":", "\"realWelfare\":\"x\",\"y\":", "line 1: damaged JSON at $.realWelfare")]
    [InlineData("\"realised\":", "\"realised\":1e999,\"y\":", "line 1: damaged JSON at $.edges[0].realised")]
    [InlineData("\"importAccuracy\":{\"before\":0.5,", "\"importAccuracy\":{", "line 1: was missing required properties including: 'before'")]
    public void Damage_is_one_line(string healthy, string damaged, string finding)
    {
        var path = Path.Combine(new SampleRun(4, 3) { Worth = _ => 1 }.Write(_temp["run"]), "rounds.jsonl");
        var text = File.ReadAllText(path);
        var place = text.IndexOf(healthy, StringComparison.Ordinal);
        File.WriteAllText(path, text.Remove(place, healthy.Length).Insert(place, damaged));
        Assert.Contains(finding, Assert.Throws<InvalidDataException>(() => Report.Write(_temp["run"])).Message);
    }

    [Fact]
    public void Results_from_before_it_was_measured_still_open()
    {
        var page = File.ReadAllText(Report.Write(new SampleRun(4, 3).Write(_temp["run"])));
        Assert.DoesNotContain("what it bought", page);
        Assert.DoesNotContain("real welfare", page);
    }

    [Fact]
    public void A_comparison_has_real_welfare_beside_the_markets_own()
    {
        var folder = SampleComparison.Write(_temp["cmp"], ["ipfl", "local"], seeds: 2, rounds: 2);
        File.WriteAllLines(Path.Combine(folder, "comparison.csv"),
        [
            $"{SampleComparison.Header},socialWelfare,realWelfare,invested,accountedGain,realisedGain,shareHurt,rankCorrelation",
            "ipfl,0,0.5,0.25,-1,-2,10,100,50,20,110,60,0.25,0.5",
            "ipfl,1,0.5,0.25,-1,-2,10,200,70,20,110,60,0.75,",
            "local,0,0.5,0.25,-1,-2,10,0,0,0,0,0,,",
            "local,1,0.5,0.25,-1,-2,10,0,0,0,0,0,,",
        ]);
        var page = File.ReadAllText(Report.Write(folder));
        var row = Regex.Match(page[page.IndexOf("what it bought</h2>", StringComparison.Ordinal)..], "<tr><th scope=\"row\">ipfl</th>.*?</tr>").Value;
        Assert.Contains("<data value=\"150\">150</data>", row);
        Assert.Contains("<data value=\"60\">60.0</data> ± <data value=", row);
        Assert.Contains("<data value=\"0.5\">50.0 %</data>", row);
        Assert.Contains("welfare-bars", Pictures.In(folder).Keys);
        Assert.Contains("gain-bars", Pictures.In(folder).Keys);
    }

    [Theory]
    [InlineData("ipfl,0,0.5,0.25,-1,-2,10,100,50,20,110,60,1.25,0.5", "'1.25' where a number from 0 to 1 is due")]
    [InlineData("ipfl,0,0.5,0.25,-1,-2,10,100,50,20,110,60,0.25,-2", "'-2' where a number from -1 to 1 is due")]
    [InlineData("ipfl,0,0.5,0.25,-1,-2,10,100,50,,110,60,0.25,0", "invested '' is not a finite number")]
    public void A_damaged_row_of_a_comparison_is_one_line(string row, string finding)
    {
        var folder = SampleComparison.Write(_temp["cmp"], ["ipfl"], seeds: 1, rounds: 2);
        File.WriteAllLines(Path.Combine(folder, "comparison.csv"), [$"{SampleComparison.Header},socialWelfare,realWelfare,invested,accountedGain,realisedGain,shareHurt,rankCorrelation", row]);
        Assert.Contains($"line 2: {finding}", Assert.Throws<InvalidDataException>(() => Report.Write(folder)).Message);
    }
}
