namespace Ipfl.Reporting.Tests;

public sealed class UnfinishedRunTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void A_run_without_summary_is_reported_up_to_its_last_round()
    {
        var sample = new SampleRun(5, 7) { Finished = false };
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        Assert.Contains("Interrupted after round 7 of 14", page);
        var paid = sample.MakeRounds().Sum(r => r.Participants[0].Paid);
        Assert.Contains($"<data value=\"{paid:R}\">", page);
        Assert.DoesNotContain("labels.png", Directory.GetFiles(Path.Combine(_temp["run"], "figures")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{\"round\":8,\"partic")]
    [InlineData("{")]
    public void The_line_that_was_being_written_is_left_out(string partial)
    {
        new SampleRun(5, 7) { Finished = false }.Write(_temp["run"]);
        File.AppendAllText(Path.Combine(_temp["run"], "rounds.jsonl"), partial);
        File.AppendAllText(Path.Combine(_temp["run"], "timings.jsonl"), partial);
        Assert.Contains("Interrupted after round 7 of 14", File.ReadAllText(Report.Write(_temp["run"])));
    }

    [Fact]
    public void A_run_that_ended_no_round_is_reported()
    {
        File.WriteAllText(Path.Combine(new SampleRun(3, 0) { Finished = false }.Write(_temp["run"]), "rounds.jsonl"), "");
        Assert.Contains("Interrupted before the first round", File.ReadAllText(Report.Write(_temp["run"])));
        Assert.Empty(Directory.GetFiles(Path.Combine(_temp["run"], "figures")));
    }

    [Fact]
    public void A_finished_run_of_no_rounds_is_reported()
    {
        var page = File.ReadAllText(Report.Write(new SampleRun(3, 0).Write(_temp["run"])));
        Assert.Contains("This run has no rounds.", page);
        Assert.Equal(["labels"], Pictures.In(_temp["run"]).Keys);
    }

    [Fact]
    public void Settings_and_timings_may_be_missing()
    {
        new SampleRun(3, 2).Write(_temp["run"]);
        File.Delete(Path.Combine(_temp["run"], "config.toml"));
        File.Delete(Path.Combine(_temp["run"], "timings.jsonl"));
        Assert.Contains("No timings were recorded", File.ReadAllText(Report.Write(_temp["run"])));
    }

    [Fact]
    public void A_participant_may_miss_rounds()
    {
        new SampleRun(3, 3) { Alone = true }.Write(_temp["run"]);
        var path = Path.Combine(_temp["run"], "rounds.jsonl");
        var lines = File.ReadAllLines(path);
        lines[1] = lines[1].Remove(lines[1].IndexOf(",{\"id\":\"p2\"", StringComparison.Ordinal), lines[1].IndexOf(']') - lines[1].IndexOf(",{\"id\":\"p2\"", StringComparison.Ordinal));
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        Assert.True(File.Exists(Report.Write(_temp["run"])));
    }

    public void Dispose() => _temp.Dispose();
}
