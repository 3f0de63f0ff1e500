namespace Ipfl.Reporting.Tests;

public sealed class DamagedResultTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Theory]
    [InlineData("rounds.jsonl", "\"round\":2,", "\"round\":2,}", "rounds.jsonl, line 2: damaged JSON")]
    [InlineData("rounds.jsonl", "\"round\":2,", "\"round\":3,", "rounds.jsonl, line 2: round 3 where round 2 is due")]
    [InlineData("rounds.jsonl", "\"round\":2,", "", "rounds.jsonl, line 2: was missing required properties including: 'round'")]
    [InlineData("rounds.jsonl", "\"socialWelfare\":", "\"socialWelfare\":null,\"x\":", "rounds.jsonl, line 1: damaged JSON at $.socialWelfare")]
    [InlineData("rounds.jsonl", "\"socialWelfare\":", "\"socialWelfare\":1e999,\"x\":", "rounds.jsonl, line 1: damaged JSON at $.socialWelfare")]
    [InlineData("rounds.jsonl", "\"socialWelfare\":", "\"socialWelfare\":\"1\",\"x\":", "rounds.jsonl, line 1: damaged JSON at $.socialWelfare")]
    [InlineData("rounds.jsonl", "\"id\":\"p1\"", "\"id\":\"p0\"", "rounds.jsonl, line 1: participant 'p0' is listed twice")]
    [InlineData("rounds.jsonl", "\"id\":\"p1\"", "\"id\":\"q\\n\"", "participant 'q?' is not in summary.json")]
    [InlineData("rounds.jsonl", "\"buyer\":\"p0\"", "\"buyer\":\"nobody\"", "to buyer 'nobody' names a participant that is not in the round")]
    [InlineData("rounds.jsonl", "\"edges\":[", "\"edges\":[null,", "line 1: null in a list")]
    [InlineData("rounds.jsonl", "\"edges\":[", "\"edges\":null,\"x\":[", "line 1: damaged JSON at $.edges")]
    [InlineData("rounds.jsonl", "\n{\"round\":2", "\n\n{\"round\":2", "rounds.jsonl, line 2: damaged JSON")]
    [InlineData("summary.json", "\"rounds\":3", "\"rounds\":4", "3 rounds, but summary.json tells of 4")]
    [InlineData("summary.json", "\"labelCounts\":[", "\"labelCounts\":[1,", "has 11 labelCounts, but there are 10 classes")]
    [InlineData("summary.json", "\"id\":\"p1\"", "\"id\":\"p0\"", "participant 'p0' is listed twice")]
    [InlineData("summary.json", "\"samples\":", "\"samples\":-1,\"x\":", "negative number of samples")]
    [InlineData("summary.json", "\"task\":\"fashion-niid\",", "", "summary.json: was missing required properties including: 'task'")]
    [InlineData("timings.jsonl", "\"trainSeconds\":", "\"x\":", "timings.jsonl, line 1: was missing required properties including: 'trainSeconds'")]
    [InlineData("config.toml", "task = ", "task == ", "config.toml: not valid TOML")]
    public void Damage_is_one_line_that_says_where(string file, string healthy, string damaged, string finding)
    {
        var path = Path.Combine(new SampleRun(3, 3) { Trades = false }.Write(_temp["run"]), file);
        var text = File.ReadAllText(path);
        var place = text.IndexOf(healthy, StringComparison.Ordinal);
        Assert.True(place >= 0);
        File.WriteAllText(path, text.Remove(place, healthy.Length).Insert(place, damaged));
        Refused(finding);
    }

    [Fact]
    public void A_last_line_cut_off_is_damage_once_the_run_has_ended()
    {
        var path = Path.Combine(new SampleRun(3, 3).Write(_temp["run"]), "rounds.jsonl");
        File.WriteAllText(path, File.ReadAllText(path)[..^20]);
        Refused("rounds.jsonl, line 3: damaged JSON");
    }

    [Fact]
    public void Unknown_properties_are_ignored()
    {
        var path = Path.Combine(new SampleRun(3, 3).Write(_temp["run"]), "summary.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("{\"task\"", "{\"news\":{\"a\":[1]},\"task\""));
        Assert.True(File.Exists(Report.Write(_temp["run"])));
    }

    [Fact]
    public void A_folder_without_results_is_refused_with_what_was_looked_for()
    {
        Directory.CreateDirectory(_temp["run"]);
        Refused("no results; looked for comparison.csv (a comparison), summary.json and rounds.jsonl (a run)");
        Assert.Contains("neither summary.json nor rounds.jsonl", Assert.Throws<InvalidDataException>(() => RunReport.Write(_temp["run"])).Message);
        Assert.Contains("comparison.csv is not there", Assert.Throws<InvalidDataException>(() => ComparisonReport.Write(_temp["run"])).Message);
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Contains(_temp["absent"], Assert.Throws<DirectoryNotFoundException>(() => Report.Write(_temp["absent"])).Message);

    public void Dispose() => _temp.Dispose();

    private void Refused(string finding)
    {
        var message = Assert.Throws<InvalidDataException>(() => Report.Write(_temp["run"])).Message;
        Assert.StartsWith(_temp["run"], message);
        Assert.Contains(finding, message);
        Assert.DoesNotContain('\n', message);
        Assert.False(File.Exists(Path.Combine(_temp["run"], "report.html")));
        Assert.False(Directory.Exists(Path.Combine(_temp["run"], "figures")));
    }
}
