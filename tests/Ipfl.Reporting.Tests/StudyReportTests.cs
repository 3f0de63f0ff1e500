using System.Net;
using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

public sealed class StudyReportTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public static TheoryData<string, string[]> Studies => new()
    {
        { "robustness", ["robustness", "robustness-income"] },
        { "liars", ["liars", "liars-utility"] },
        { "inclusive", ["inclusive-accuracy", "inclusive-flows", "inclusive-income", "inclusive-utility"] },
        { "dropout", ["dropout", "dropout-accuracy"] },
        { "worth", ["worth"] },
    };

    private string Folder => _temp["all"];

    public void Dispose() => _temp.Dispose();

    [Theory]
    [MemberData(nameof(Studies))]
    [Trait("Category", "Long")]
    public void A_study_is_a_page_pictures_and_tables_of_equal_bytes(string study, string[] pictures)
    {
        SampleStudy.Write(Folder, study);
        var report = StudyReport.Write(Folder, study);
        Assert.Equal(Path.Combine(Folder, $"{study}.html"), report.Path);
        var page = File.ReadAllText(report.Path);
        Assert.Equal(pictures.Length, Regex.Count(page, "<img src=\"data:image/png;base64,"));
        Assert.DoesNotMatch(new Regex("https?:|file:|<script|<link|url\\("), Regex.Replace(page, "base64,[A-Za-z0-9+/=]*", ""));
        Assert.Equal(pictures, Pictures.In(Folder).Keys.Order(StringComparer.Ordinal));
        Assert.All(Pictures.In(Folder).Values, picture => Assert.Equal((1800, 10), (picture.Width, picture.Colours)));
        Assert.All(report.Tables, table => Assert.Contains($"<h3>{WebUtility.HtmlEncode(table.Title)}</h3>", page));

        var before = Bytes();
        Assert.Equal(report.Path, Report.Write(Folder));
        Assert.Equal(before, Bytes());
    }

    /// <summary>Whichever run is the first to finish, there is a report of it that names the others.</summary>
    [Theory]
    [MemberData(nameof(Studies))]
    public void A_single_finished_run_is_enough_for_a_report(string study, string[] pictures)
    {
        SampleStudy.Write(Folder, study);
        var cells = SampleStudy.Cells(study);
        Dictionary<string, byte[]> summaries = cells.Select(Summary).ToDictionary(path => path, File.ReadAllBytes);
        foreach (var path in summaries.Keys) File.Delete(path);
        var nothing = File.ReadAllText(StudyReport.Write(Folder, study).Path);
        Assert.Contains("No run of this study has finished yet.", nothing);
        Assert.Empty(Pictures.In(Folder));
        foreach (var cell in cells.Where(cell => cell.Seed == 1))
        {
            File.WriteAllBytes(Summary(cell), summaries[Summary(cell)]);
            var page = File.ReadAllText(StudyReport.Write(Folder, study).Path);
            Assert.DoesNotContain($"{cell.Variant}, {cell.Algorithm} with seed {cell.Seed}", page);
            Assert.Equal(cells.Length - 1, Regex.Count(page, " with seed "));
            Assert.Subset(pictures.ToHashSet(), Pictures.In(Folder).Keys.ToHashSet());
            File.Delete(Summary(cell));
        }

        string Summary((string Variant, string Algorithm, int Seed, SampleRun Run) cell) =>
            Path.Combine(SampleStudy.Run(Folder, study, cell.Variant, cell.Algorithm, cell.Seed), "summary.json");
    }

    [Fact]
    public void Worth_compares_an_adversary_with_the_benign_beside_it_and_these_with_the_control()
    {
        SampleStudy.Write(Folder, "worth");
        var tables = StudyReport.Write(Folder, "worth").Tables;
        Assert.Equal(0.2, Number("income").Mean, 1e-12);
        Assert.Equal(8, Number("money").Mean, 1e-12);
        Assert.Equal(40, Number("benign").Mean, 1e-12);
        Assert.Equal(new[] { 0, 1 }.Average(seed => Mean("clock-copy", "ipfl", seed, p => p.Received - p.Cost) / Mean("clock-idle", "ipfl", seed, p => p.Received - p.Cost) - 1), Number("benign-change").Mean, 1e-12);
        Assert.Equal(new[] { 0, 1 }.Average(seed => Mean("clock-copy", "ipfl", seed, p => p.BestAccuracy) - Mean("clock-idle", "ipfl", seed, p => p.BestAccuracy)), Number("accuracy-change").Mean, 1e-12);
        Assert.Equal(new[] { 0, 1 }.Average(seed => Mean("clock-copy", "ipfl", seed, p => p.BestAccuracy) - Mean("clock-honest", "local", seed, p => p.BestAccuracy)), Number("accuracy-alone").Mean, 1e-12);

        StudyNumber Number(string id)
        {
            var table = tables.Single(table => table.Id == id);
            return table.Rows.Single(row => row.Name == "copy").Values[table.Columns.Select(column => column.Name).ToList().IndexOf("clock")]!;
        }

        static double Mean(string variant, string algorithm, int seed, Func<ParticipantSummary, double> measure) => SampleStudy.Cells("worth")
            .Single(cell => cell.Variant == variant && cell.Algorithm == algorithm && cell.Seed == seed).Run.Summary().Participants.Skip(1).Average(measure);
    }

    [Fact]
    public void Numbers_have_mean_and_deviation_over_the_seeds()
    {
        SampleStudy.Write(Folder, "liars");
        var report = StudyReport.Write(Folder, "liars");
        double[] gains = [.. new[] { 0, 1 }.Select(seed => LiarsUtility("vcg-cost-0.5", seed) - LiarsUtility("vcg-truth-0", seed))];
        var table = report.Tables.Single(table => table.Id == "gain");
        var column = table.Columns.Select(column => column.Name).ToList().IndexOf("vcg");
        var number = table.Rows.Single(row => row.Name == "cost, 0.5").Values[column]!;
        Assert.Equal((gains.Average(), 2), (number.Mean, number.Seeds));
        Assert.Equal(Math.Abs(gains[0] - gains[1]) / Math.Sqrt(2), number.Deviation!.Value, 1e-12);

        double LiarsUtility(string variant, int seed) => SampleStudy.Cells("liars").Single(cell => cell.Variant == variant && cell.Seed == seed).Run.Summary().Participants.Take(3).Average(p => p.Utility);
    }

    [Theory]
    [InlineData("\"scale\":\"quick\",", "", "dropout.json: was missing required properties including: 'scale'")]
    [InlineData("\"name\":\"strict\"", "\"name\":\"../x\"", "dropout.json: '../x' is no name of a variant or an algorithm")]
    public void A_damaged_description_is_one_line(string healthy, string damaged, string finding)
    {
        SampleStudy.Write(Folder, "dropout");
        var path = Path.Combine(Folder, "dropout.json");
        var text = File.ReadAllText(path);
        Assert.Contains(healthy, text);
        File.WriteAllText(path, text.Replace(healthy, damaged, StringComparison.Ordinal));
        var message = Assert.Throws<InvalidDataException>(() => Report.Write(Folder)).Message;
        Assert.Contains(finding, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_study_that_was_not_run_is_one_line() =>
        Assert.Contains("give the folder of 'ipfl reproduce liars'", Assert.Throws<InvalidDataException>(() => StudyReport.Write(_temp.Path, "liars")).Message);

    private string[] Bytes() =>
        [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];
}
