using System.Net;
using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

public sealed class ReproductionReportTests : IDisposable
{
    private static readonly string[] Tasks = ["fashion-niid", "cifar10-cluster"];
    private static readonly string[] Algorithms = ["ipfl", "local", "fedavg"];
    private readonly TempFolder _temp = new();

    private string Folder => _temp["all"];

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("performance", "Best accuracy (%)", "Final accuracy (%)")]
    [InlineData("utility", "Mean utility (money, sum over rounds)", "Least utility (money, sum over rounds)")]
    public void A_figure_is_a_page_a_picture_and_tables(string figure, string first, string second)
    {
        SampleReproduction.Write(Folder, figure, Tasks, Algorithms, 2);
        var path = ReproductionReport.Write(Folder, figure);
        var page = File.ReadAllText(path);
        Assert.Equal(Path.Combine(Folder, $"{figure}.html"), path);
        Assert.All([$"<h2>{first}</h2>", $"<h2>{second}</h2>", "<a href=\"cifar10-cluster/report.html\">", "its &lt;files&gt; are missing"], text => Assert.Contains(text, page));
        Assert.Equal(1, Regex.Count(page, "<img src=\"data:image/png;base64,"));
        Assert.DoesNotMatch(new Regex("https?:|file:|<script|<link|url\\("), Regex.Replace(page, "base64,[A-Za-z0-9+/=]*", ""));
        var picture = Assert.Single(Pictures.In(Folder));
        Assert.Equal((figure, 1800, 10), (picture.Key, picture.Value.Width, picture.Value.Colours));
        Assert.Equal(Regex.Count(File.ReadAllText(Path.Combine(Folder, $"{figure}.tex")), "mathbf"), Regex.Count(page, "<strong>"));
    }

    /// <summary>Every table, the picture's caption and the LaTeX say it.</summary>
    [Fact]
    public void The_quick_scale_is_named_wherever_its_numbers_stand()
    {
        SampleReproduction.Write(Folder, "performance", Tasks, Algorithms, 1);
        const string note = "Quick scale: 3 rounds × 20 steps, not comparable with published figures.";
        SetSteps("20");
        var page = Text("performance");
        Assert.Equal(5, Regex.Count(page, Regex.Escape(note)));
        Assert.Equal(2, Regex.Count(File.ReadAllText(Path.Combine(Folder, "performance.tex")), Regex.Escape(note.Replace("×", "$\\times$"))));
    }

    [Fact]
    public void Sizes_that_differ_are_told_by_task()
    {
        SampleReproduction.Write(Folder, "utility", ["a", "b", "c"], ["ipfl"], 1);
        SetSteps("20");
        var odd = Path.Combine(SampleReproduction.Run(Folder, "b", "ipfl", 0), "config.toml");
        File.WriteAllText(odd, File.ReadAllText(odd).Replace("rounds = 3", "rounds = 1").Replace("steps = 20", "steps = 7"));
        Assert.Contains("Quick scale: 3 rounds × 20 steps (b 1 × 7), not comparable with published figures.", Text("utility"));
    }

    [Theory]
    [InlineData("paper", "", "Paper scale: 3 rounds × 20 steps.", false)]
    [InlineData("paper", "\"rounds=3\"", "Paper scale: 3 rounds × 20 steps, changed by rounds=3, not comparable with published figures.", true)]
    public void The_paper_scale_claims_no_more_than_it_is(string scale, string changes, string note, bool warned)
    {
        SampleReproduction.Write(Folder, "performance", Tasks, Algorithms, 1, scale, changes);
        SetSteps("20");
        var page = Text("performance");
        Assert.Contains(note, page);
        Assert.Equal(warned, page.Contains("not comparable"));
    }

    [Fact]
    public void The_tables_hold_mean_and_deviation_of_the_cells()
    {
        SampleReproduction.Write(Folder, "performance", Tasks, Algorithms, 3);
        var page = File.ReadAllText(ReproductionReport.Write(Folder, "performance"));
        var values = Enumerable.Range(0, 3).Select(seed => new SampleRun(4, 3) { Algorithm = "local", Seed = 100 + seed }.Summary().MeanBestAccuracy).ToArray();
        var (mean, deviation) = (values.Average(), Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / 2));
        var row = File.ReadAllLines(Path.Combine(Folder, "performance.csv")).Single(line => line.StartsWith("fashion-niid,local,quick,3,", StringComparison.Ordinal)).Split(',');
        Assert.Equal(["3", "false"], row[5..7]);
        Assert.Equal(mean, double.Parse(row[7]), 1e-12);
        Assert.Equal(deviation, double.Parse(row[8]), 1e-12);
        Assert.Contains($"<data value=\"{row[7]}\">{100 * mean:0.0}</data> ± <data value=\"{row[8]}\">{Significant.Text(100 * deviation, Significant.Decimals(new Spread(100 * mean, 100 * deviation, 3)))}</data>", page);
        Assert.Contains($"{100 * mean:0.0}", File.ReadAllText(Path.Combine(Folder, "performance.tex")));
    }

    [Fact]
    public void Embedded_data_are_marked_everywhere()
    {
        SampleReproduction.Write(Folder, "utility", Tasks, Algorithms, 1, embedded: true);
        var page = File.ReadAllText(ReproductionReport.Write(Folder, "utility"));
        Assert.Contains("*: fashion-niid, cifar10-cluster ran on the small data set that comes with the product", page);
        Assert.Contains("<th scope=\"row\">fashion-niid *</th>", page);
        Assert.Contains("fashion-niid$^*$ & ", File.ReadAllText(Path.Combine(Folder, "utility.tex")));
        Assert.All(File.ReadAllLines(Path.Combine(Folder, "utility.csv")).Skip(1), line => Assert.Equal("true", line.Split(',')[6]));
    }

    [Fact]
    public void What_is_not_finished_is_named_and_left_out()
    {
        SampleReproduction.Write(Folder, "performance", Tasks, Algorithms, 1);
        File.Delete(Path.Combine(SampleReproduction.Run(Folder, "fashion-niid", "local", 0), "summary.json"));
        Directory.Delete(SampleReproduction.Run(Folder, "fashion-niid", "fedavg", 0), recursive: true);
        Assert.Contains("fashion-niid – not finished and left out below: local with seed 0; fedavg with seed 0.", File.ReadAllText(ReproductionReport.Write(Folder, "performance")));
        Directory.Delete(Path.Combine(Folder, "fashion-niid"), recursive: true);
        Directory.Delete(Path.Combine(Folder, "cifar10-cluster"), recursive: true);
        var nothing = File.ReadAllText(ReproductionReport.Write(Folder, "performance"));
        Assert.DoesNotContain("<img", nothing);
        Assert.Empty(Pictures.In(Folder));
    }

    [Fact]
    public void Asked_for_the_folders_report_all_figures_are_written()
    {
        foreach (var figure in new[] { "utility", "performance" }) SampleReproduction.Write(Folder, figure, Tasks, Algorithms, 1);
        Assert.Equal(Path.Combine(Folder, "performance.html"), Report.Write(Folder));
        Assert.True(File.Exists(Path.Combine(Folder, "utility.html")));
        var first = File.ReadAllBytes(Path.Combine(Folder, "utility.html"));
        Report.Write(Folder);
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(Folder, "utility.html")));
    }

    [Theory]
    [InlineData("\"scale\":\"quick\",", "", "performance.json: was missing required properties including: 'scale'")]
    [InlineData("\"tasks\":[\"fashion-niid\"", "\"tasks\":[\"../x\"", "performance.json: '../x' is no name of a task or an algorithm")]
    [InlineData("\"seeds\":[0]", "\"seeds\":[\"0\"]", "performance.json: damaged JSON at $.seeds")]
    public void A_damaged_description_is_one_line(string healthy, string damaged, string finding)
    {
        SampleReproduction.Write(Folder, "performance", Tasks, Algorithms, 1);
        var path = Path.Combine(Folder, "performance.json");
        var text = File.ReadAllText(path);
        Assert.Contains(healthy, text);
        File.WriteAllText(path, text.Replace(healthy, damaged, StringComparison.Ordinal));
        var message = Assert.Throws<InvalidDataException>(() => Report.Write(Folder)).Message;
        Assert.Contains(finding, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_figure_that_was_not_reproduced_is_one_line() =>
        Assert.Contains("give the folder of 'ipfl reproduce utility'", Assert.Throws<InvalidDataException>(() => ReproductionReport.Write(_temp.Path, "utility")).Message);

    private string Text(string figure) => WebUtility.HtmlDecode(File.ReadAllText(ReproductionReport.Write(Folder, figure)));

    private void SetSteps(string steps)
    {
        foreach (var file in Directory.GetFiles(Folder, "config.toml", SearchOption.AllDirectories)) File.WriteAllText(file, $"steps = {steps}\n{File.ReadAllText(file)}");
    }
}
