using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

public sealed partial class RunReportTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Theory]
    [InlineData(10, 20)]
    [InlineData(3, 1)]
    [InlineData(50, 3)]
    [InlineData(1, 2)]
    public void All_pictures_are_there_and_valid(int participants, int rounds)
    {
        var folder = new SampleRun(participants, rounds) { Alone = participants == 1 }.Write(_temp["run"]);
        Report.Write(folder);
        string[] expected = participants == 1 ? ["accuracy", "labels", "utility", "welfare"]
            : rounds == 1 ? ["accuracy", "graph-last", "labels", "payments", "utility", "welfare"]
            : ["accuracy", "graph-all", "graph-last", "labels", "payments", "utility", "welfare"];
        Assert.Equal(expected, Pictures.In(folder).Keys.Order(StringComparer.Ordinal));
        Assert.All(Pictures.In(folder).Values, picture => Assert.True(picture.Colours > 3 && picture.Width == 1800 && picture.Height >= 840));
    }

    [Fact]
    public void The_page_stands_alone()
    {
        var page = File.ReadAllText(Report.Write(new SampleRun().Write(_temp["run"])));
        Assert.DoesNotMatch(new Regex("https?:|file:|//[a-z]|<script|<link|@import|url\\(|<iframe", RegexOptions.IgnoreCase), WithoutPictures(page));
        Assert.Equal(7, Regex.Count(page, "<img src=\"data:image/png;base64,"));
        Assert.Equal(7, Regex.Count(page, "alt=\"[^\"]{20,}\""));
        Assert.Contains("prefers-color-scheme: dark", page);
        Assert.Contains("name=\"viewport\"", page);
    }

    [Fact]
    public void Pictures_in_the_page_are_the_files()
    {
        var folder = new SampleRun().Write(_temp["run"]);
        var page = File.ReadAllText(Report.Write(folder));
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "figures")))
            Assert.Contains(Convert.ToBase64String(File.ReadAllBytes(file)), page);
    }

    [Fact]
    public void Numbers_shown_are_those_of_the_files()
    {
        var sample = new SampleRun();
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        var summary = sample.Summary();
        foreach (var number in (double[])[summary.MeanBestAccuracy, summary.MeanFinalAccuracy, summary.MeanUtility, summary.MinUtility, summary.WallSeconds, summary.ImagesPerSecond])
            Assert.Contains($"<dd><data value=\"{number:R}\">", page);
        foreach (var p in summary.Participants)
        {
            var row = Regex.Match(page, $"<tr><th scope=\"row\">{p.Id}</th>.*?</tr>").Value;
            var values = DataValues().Matches(row).Select(m => m.Groups[1].Value).ToArray();
            double general = sample.MakeRounds()[^1].Participants.Single(x => x.Id == p.Id).GeneralAccuracy;
            Assert.Equal([$"{p.Samples}", .. new[] { p.BestAccuracy, p.FinalAccuracy, general, p.Gain, p.Received, p.Paid, p.Cost, p.Utility }.Select(x => x.ToString("R"))], values);
        }

        Assert.Contains("<tr><th scope=\"row\">market.lambda</th><td>0.05</td></tr>", page);
        Assert.Contains($"{100 * summary.MeanBestAccuracy:0.0} %", page);
        Assert.Contains("20 rounds took <data value=\"79.08", page);
    }

    [Fact]
    public void Names_cannot_become_markup()
    {
        var hostile = new SampleRun(4, 2)
        {
            Id = i => $"<script>alert({i})</script>\"'&<img src=x onerror=y>",
            ClassNames = ["<b>", "\"><svg onload=z>"],
            Algorithm = "</title><script>1</script>",
            Mechanism = "<i>m</i>",
        };
        File.WriteAllText(Path.Combine(hostile.Write(_temp["run"]), "config.toml"), "task = \"<script>2</script>\"\n");
        var page = File.ReadAllText(Report.Write(_temp["run"]));
        Assert.DoesNotMatch(new Regex("<(script|svg|b>|i>)|<img src=x", RegexOptions.IgnoreCase), page);
        Assert.Contains("&lt;script&gt;alert(0)&lt;/script&gt;", page);
        Assert.Contains("<td>&lt;script&gt;2&lt;/script&gt;</td>", page);
    }

    [Fact]
    public void Equal_results_give_equal_bytes()
    {
        var first = new SampleRun().Write(_temp["a"]);
        var second = new SampleRun().Write(_temp["b"]);
        Assert.Equal(File.ReadAllBytes(Report.Write(first)), File.ReadAllBytes(Report.Write(second)));
        foreach (var file in Directory.GetFiles(Path.Combine(first, "figures")))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(second, "figures", Path.GetFileName(file))));
    }

    [Fact]
    public void A_picture_that_no_longer_applies_is_removed_and_foreign_files_stay()
    {
        Report.Write(new SampleRun(4, 3).Write(_temp["run"]));
        File.WriteAllText(Path.Combine(_temp["run"], "figures", "mine.png"), "x");
        Report.Write(new SampleRun(4, 3) { Alone = true }.Write(_temp["run"]));
        Assert.Equal(["accuracy.png", "labels.png", "mine.png", "utility.png", "welfare.png"], Directory.GetFiles(Path.Combine(_temp["run"], "figures")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("no graph and no payment to show", File.ReadAllText(Path.Combine(_temp["run"], "report.html")));
    }

    [Theory]
    [InlineData("marginal", "It is not truthful in cost")]
    [InlineData("critical", "It is truthful in cost")]
    [InlineData("vcg", "It is truthful in cost")]
    public void The_mechanism_note_promises_no_more_than_holds(string mechanism, string promise)
    {
        var page = File.ReadAllText(Report.Write(new SampleRun(4, 2) { Mechanism = mechanism }.Write(_temp["run"])));
        Assert.Contains(promise, page);
        Assert.Contains("individual rationality", page);
        Assert.Empty(Regex.Matches(page, "truthful(?! in cost)"));
    }

    [Fact]
    public void Without_payments_no_mechanism_promises_anything()
    {
        var page = File.ReadAllText(Report.Write(new SampleRun(4, 2) { Trades = false, Algorithm = "fedavg" }.Write(_temp["run"])));
        Assert.Contains("No payments were made", page);
        Assert.DoesNotContain("truthful", page);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Use_of_the_embedded_data_is_said(bool embedded)
    {
        var page = File.ReadAllText(Report.Write(new SampleRun(3, 1) { EmbeddedData = embedded }.Write(_temp["run"])));
        Assert.Equal(embedded, page.Contains("The small data set that comes with the product"));
    }

    [Fact]
    public void A_name_without_letters_in_the_font_is_numbered_in_pictures()
    {
        var page = File.ReadAllText(Report.Write(new SampleRun(3, 1) { Id = i => i == 1 ? "医院" : $"ü{i}" }.Write(_temp["run"])));
        Assert.Contains("医院 (in pictures #2)", page);
        Assert.DoesNotContain("in pictures #1", page);
    }

    public void Dispose() => _temp.Dispose();

    [GeneratedRegex("<data value=\"([^\"]*)\">")]
    private static partial Regex DataValues();

    private static string WithoutPictures(string page) => Regex.Replace(page, "base64,[A-Za-z0-9+/=]*", "");
}
