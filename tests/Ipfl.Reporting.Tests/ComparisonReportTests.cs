using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

public sealed class ComparisonReportTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private string Csv => Path.Combine(_temp["cmp"], "comparison.csv");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pictures_and_page_are_written(int seeds)
    {
        var page = File.ReadAllText(Report.Write(SampleComparison.Write(_temp["cmp"], ["ipfl", "local", "fedavg"], seeds)));
        Assert.Equal(["accuracy", "accuracy-bars", "utility-bars"], Pictures.In(_temp["cmp"]).Keys.Order(StringComparer.Ordinal));
        Assert.All(Pictures.In(_temp["cmp"]).Values, picture => Assert.Equal((1800, 1040), (picture.Width, picture.Height)));
        Assert.Equal(3, Regex.Count(page, "<img src=\"data:image/png;base64,"));
        Assert.DoesNotMatch(new Regex("https?:|file:|<script|<link|url\\("), Regex.Replace(page, "base64,[A-Za-z0-9+/=]*", ""));
        Assert.DoesNotContain("Not finished", page);
    }

    [Fact]
    public void Means_and_deviations_are_those_of_the_table()
    {
        SampleComparison.Write(_temp["cmp"], ["a", "b"], 1, rounds: 2);
        File.WriteAllLines(Csv, [SampleComparison.Header, "a,0,0.5,0.25,-1,-2,10", "a,1,0.75,0.5,3,1,20", "b,0,0.125,0.25,4,4,30"]);
        var page = File.ReadAllText(Report.Write(_temp["cmp"]));
        var deviation = Math.Sqrt(0.03125);
        Assert.Contains($"<td><data value=\"0.625\">62.5 %</data> ± <data value=\"{deviation:R}\">17.7 %</data></td>", page);
        Assert.Contains($"<td><data value=\"1\">1.00</data> ± <data value=\"{Math.Sqrt(8):R}\">2.83</data></td>", page);
        Assert.Contains("<td><data value=\"0.125\">12.5 %</data></td>", page);
        Assert.Contains("<td><data value=\"-2\">−2.00</data></td>", page);
    }

    [Fact]
    public void The_best_is_bold_unless_an_interval_leaves_it_open()
    {
        SampleComparison.Write(_temp["cmp"], ["a", "b"], 2, rounds: 2);
        File.WriteAllLines(Csv, [SampleComparison.Header, "a,0,0.5,0.25,-1,-2,10", "a,1,0.75,0.5,3,1,20", "b,0,0.25,0.24,0,4,30", "b,1,0.5001,0.7,5,4,30"]);
        var page = File.ReadAllText(Report.Write(_temp["cmp"]));
        Assert.Contains("<strong><data value=\"0.625\">62.5 %</data> ± ", page);
        Assert.Equal(1, Regex.Count(page, "<strong>"));
    }

    [Fact]
    public void Runs_lead_to_their_reports_which_are_written_once()
    {
        SampleComparison.Write(_temp["cmp"], ["ipfl", "local"], 2, rounds: 2);
        Directory.Delete(Path.Combine(_temp["cmp"], "local", "seed-1"), recursive: true);
        var page = File.ReadAllText(Report.Write(_temp["cmp"]));
        string[] cells = ["ipfl/seed-0", "ipfl/seed-1", "local/seed-0"];
        Assert.Equal(cells.Select(cell => $"{cell}/report.html"), Regex.Matches(page, "<a href=\"([^\"]*)\">").Select(link => link.Groups[1].Value));
        var written = cells.Select(cell => File.GetLastWriteTimeUtc(Path.Combine(_temp["cmp"], cell, "report.html"))).ToArray();
        Report.Write(_temp["cmp"]);
        Assert.Equal(written, cells.Select(cell => File.GetLastWriteTimeUtc(Path.Combine(_temp["cmp"], cell, "report.html"))));
    }

    [Fact]
    public void Differences_to_the_reference_are_shown_with_intervals()
    {
        var folder = SampleComparison.Write(_temp["cmp"], ["ipfl", "local"], 3, rounds: 2);
        SampleComparison.WritePairs(folder, "local,ipfl,meanBestAccuracy,3,-0.0125,0.02,-0.0621,0.0371,1,2", "local,ipfl,meanUtility,3,1.5,0.25,0.879,2.121,3,0");
        var page = File.ReadAllText(Report.Write(folder));
        Assert.Contains("<h2>Differences to ipfl</h2>", page);
        Assert.Contains("<td><data value=\"-0.0125\">−1.25</data> ± <data value=\"0.02\">2.00</data> pp</td><td>[<data value=\"-0.0621\">−6.21</data>, <data value=\"0.0371\">+3.71</data>]</td><td>1–2</td>", page);
        Assert.Contains("<td><data value=\"1.5\">+1.50</data> ± <data value=\"0.25\">0.25</data></td><td>[<data value=\"0.879\">+0.88</data>, <data value=\"2.121\">+2.12</data>]</td><td>3–0</td>", page);
        var pictures = Pictures.In(folder);
        Assert.All(["accuracy-differences", "utility-differences"], name => Assert.InRange(pictures[name].Colours, 5, 10));
        Assert.Equal(5, Regex.Count(page, "<img src=\"data:image/png;base64,"));
    }

    [Fact]
    public void A_single_seed_has_differences_but_no_interval()
    {
        var folder = SampleComparison.Write(_temp["cmp"], ["ipfl", "local"], 1, rounds: 2);
        SampleComparison.WritePairs(folder, "local,ipfl,meanBestAccuracy,1,-0.0125,,,,0,1", "local,ipfl,meanUtility,1,0,,,,0,0");
        var page = File.ReadAllText(Report.Write(folder));
        Assert.Contains("A single seed gives no standard deviation and no interval.", page);
        Assert.Contains("<td><data value=\"-0.0125\">−1.25</data> pp</td><td>–</td><td>0–1</td>", page);
    }

    [Theory]
    [InlineData("local,ipfl,meanUtility,3,1.5,,0.879,2.121,3,0", "line 2: standardDeviation '' is not a finite number")]
    [InlineData("local,ipfl,speed,3,1.5,1,0.879,2.121,3,0", "line 2: measure 'speed' where meanBestAccuracy or meanUtility is due")]
    [InlineData("local,ipfl,meanUtility,x,1.5,1,0.879,2.121,3,0", "line 2: seeds 'x' is not a whole number ≥ 0")]
    [InlineData("local,ipfl,meanUtility,3", "line 2: 4 fields where 10 are due")]
    public void Damaged_differences_are_one_line(string row, string finding)
    {
        var folder = SampleComparison.Write(_temp["cmp"], ["ipfl", "local"], 3, rounds: 2);
        SampleComparison.WritePairs(folder, row);
        Assert.StartsWith($"{Path.Combine(folder, "pairs.csv")}, {finding}", Assert.Throws<InvalidDataException>(() => Report.Write(folder)).Message);
    }

    [Fact]
    public void Cells_that_are_not_finished_are_named()
    {
        SampleComparison.Write(_temp["cmp"], ["ipfl", "local"], 3, rounds: 4);
        Directory.Delete(Path.Combine(_temp["cmp"], "local", "seed-1"), recursive: true);
        File.Delete(Path.Combine(_temp["cmp"], "local", "seed-2", "summary.json"));
        new SampleRun(3, 2) { Finished = false }.Write(Path.Combine(_temp["cmp"], "cfl", "seed-0"));
        File.WriteAllLines(Csv, File.ReadAllLines(Csv).Where(line => line is not ['l', _, _, _, 'l', ',', '1' or '2', ..]));
        var page = File.ReadAllText(Report.Write(_temp["cmp"]));
        Assert.Contains("local, seed 1: not started; local, seed 2: interrupted after round 4; cfl, seed 0: interrupted after round 2; cfl, seed 1: not started", page);
        Assert.Contains("Comparison of 2 algorithms", page);
    }

    [Fact]
    public void A_comparison_of_nothing_yet_is_reported()
    {
        Directory.CreateDirectory(_temp["cmp"]);
        File.WriteAllText(Csv, SampleComparison.Header + "\n");
        Assert.Contains("No run of this comparison has finished yet", File.ReadAllText(Report.Write(_temp["cmp"])));
    }

    [Fact]
    public void Equal_results_give_equal_bytes()
    {
        var pages = new[] { "a", "b" }.Select(name => File.ReadAllBytes(Report.Write(SampleComparison.Write(_temp[name], ["ipfl", "local"], 2)))).ToArray();
        Assert.Equal(pages[0], pages[1]);
    }

    [Theory]
    [InlineData("a,0,0.5,0.25,1,2", "line 2: 6 fields where 7 are due")]
    [InlineData("a,0,0.5,0.25,1,2,3,4", "line 2: 8 fields where 7 are due")]
    [InlineData("a,x,0.5,0.25,1,2,3", "line 2: seed 'x' is not a whole number")]
    [InlineData("a,0,half,0.25,1,2,3", "line 2: meanBestAccuracy 'half' is not a finite number")]
    [InlineData("a,0,0.5,0.25,1,NaN,3", "line 2: minUtility 'NaN' is not a finite number")]
    [InlineData("../a,0,0.5,0.25,1,2,3", "line 2: '../a' is no algorithm's name")]
    [InlineData("a,0,0.5,0.25,1,2,3\na,0,0.5,0.25,1,2,3", "line 3: a with seed 0 is listed twice")]
    public void A_damaged_table_is_one_line(string rows, string finding)
    {
        Directory.CreateDirectory(_temp["cmp"]);
        File.WriteAllText(Csv, $"{SampleComparison.Header}\n{rows}\n");
        var message = Assert.Throws<InvalidDataException>(() => Report.Write(_temp["cmp"])).Message;
        Assert.StartsWith($"{Csv}, {finding}", message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("algorithm;seed\n")]
    public void A_table_with_another_header_is_refused(string text)
    {
        Directory.CreateDirectory(_temp["cmp"]);
        File.WriteAllText(Csv, text);
        Assert.Contains("line 1: '", Assert.Throws<InvalidDataException>(() => Report.Write(_temp["cmp"])).Message);
    }

    public void Dispose() => _temp.Dispose();
}
