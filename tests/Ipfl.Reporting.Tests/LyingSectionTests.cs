using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

/// <summary>What a run's report says of the audits of its rounds.</summary>
public sealed class LyingSectionTests : IDisposable
{
    private const string Heading = "<h2>Could lying have paid?</h2>";
    private static readonly LieRegret None = new(0);
    private readonly TempFolder _temp = new();

    // Nobody gains by a false cost but p1 and p2, from round 2 on; by false samples everybody, always; by a false gain scale nobody.
    private static readonly SampleRun Sample = new(4, 5)
    {
        Left = i => i == 3 ? 2 : int.MaxValue,
        Audit = (i, round) => new(
            i is 1 or 2 && round >= 2 ? new(i + (0.25 * round)) { Report = 0.125, Truth = 1 } : None,
            new(10 * round) { Report = 16_000, Truth = 812 },
            None),
    };

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void It_tells_who_could_have_gained_when_and_by_which_lie()
    {
        var page = Page(Sample);
        Assert.Contains(Heading, page);
        Assert.Contains("A false sharing cost would have paid 2 of 4 participants in 4 of 5 rounds, at most 3.25 (p2, round 5).", page);
        Assert.Contains("A false number of samples would have paid 4 of 4 participants in 5 of 5 rounds, at most 50.0 (p0, round 5).", page);
        Assert.Contains("No participant could have gained anything by a false gain scale in any round.", page);
        Assert.Equal(["lies-cost", "lies-samples"], Pictures.In(_temp["run"]).Keys.Where(name => name.StartsWith("lies", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(Pictures.In(_temp["run"]).Where(p => p.Key.StartsWith("lies", StringComparison.Ordinal)), p => Assert.True(p.Value.Colours > 3));
    }

    [Fact]
    public void A_row_sums_up_a_participant_s_lies()
    {
        var page = Page(Sample);
        var utility = Sample.Summary().Participants[2].Utility;
        var cells = Cells(Row(page, "cost", "p2"));
        Assert.Equal(["11.5", $"{11.5 / utility:R}", "4"], cells[..3].Select(Exact));
        Assert.Equal("0.125 for 1, round 5", Text(cells[3]));
        Assert.Equal("16,000 for 812, round 5", Text(Cells(Row(page, "samples", "p2"))[3]));
        Assert.Empty(Row(page, "cost", "p0"));
        Assert.Equal(["30", "2"], new[] { 0, 2 }.Select(i => Exact(Cells(Row(page, "samples", "p3"))[i])));
        Assert.DoesNotContain("Regret in gain scale", page);
    }

    [Fact]
    public void It_promises_no_more_than_was_looked_at()
    {
        var page = Page(Sample);
        Assert.Contains("Regrets in cost are exact; those in samples and gain scale were searched and may be a little larger.", page);
        Assert.Contains("within its own round, with all other reports and all models as they were", page);
        Assert.Contains("what it would have changed in later rounds is not counted", page);
        Assert.Empty(Regex.Matches(page, "truthful(?! in cost)"));
        Assert.Contains("audits <data value=\"2.5\">", page);
    }

    [Fact]
    public void A_run_without_audits_has_no_such_section_and_loses_old_pictures()
    {
        Page(Sample);
        File.Delete(Path.Combine(_temp["run"], "audit.jsonl"));
        var page = Page(Sample with { Audit = null });
        Assert.DoesNotContain("Could lying", page);
        Assert.DoesNotContain("audits <data", page);
        Assert.Empty(Directory.GetFiles(Path.Combine(_temp["run"], "figures"), "lies*"));
    }

    [Fact]
    public void A_lie_that_claims_never_to_sell_is_called_so()
    {
        var page = Page(Sample with { Audit = (_, _) => new(new(1.5) { Truth = 1 }, None, None) });
        Assert.Equal("never sells for 1, round 1", Text(Cells(Row(page, "cost", "p0"))[3]));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Large_and_tiny_runs_are_drawn()
    {
        foreach (var (participants, rounds) in new[] { (1, 1), (60, 120) })
        {
            Page(new SampleRun(participants, rounds) { Alone = true, Audit = Sample.Audit });
            var picture = Pictures.In(_temp["run"])["lies-samples"];
            Assert.True(picture.Colours > 3 && picture.Width == 1800 && picture.Height >= 560);
        }
    }

    [Fact]
    public void An_interrupted_run_is_told_of_up_to_its_last_round_and_a_half_line_left_out()
    {
        var sample = Sample with { Finished = false };
        sample.Write(_temp["run"]);
        File.AppendAllText(Path.Combine(_temp["run"], "audit.jsonl"), "{\"round\":6,");
        Assert.Contains("in 4 of 5 rounds", File.ReadAllText(Report.Write(_temp["run"])));
    }

    [Theory]
    [InlineData("\"round\":2", "\"round\":3", "audit.jsonl, line 2: not the audit of round 2 of rounds.jsonl")]
    [InlineData("\"id\":\"p1\"", "\"id\":\"p9\"", "audit.jsonl, line 1: not the audit of round 1 of rounds.jsonl")]
    [InlineData("\"value\":0,", "\"value\":\"much\",", "audit.jsonl, line 1: damaged JSON")]
    [InlineData("\"samples\":", "\"sample\":", "audit.jsonl, line 1: was missing required properties including: 'samples'")]
    [InlineData("{\"round\":5", "{\"round\":5}\n{\"round\":6", "audit.jsonl, line 5: was missing required properties")]
    public void Damage_is_one_line_that_says_where(string healthy, string damaged, string finding)
    {
        var path = Path.Combine(Sample.Write(_temp["run"]), "audit.jsonl");
        var text = File.ReadAllText(path);
        var place = text.IndexOf(healthy, StringComparison.Ordinal);
        Assert.True(place >= 0);
        File.WriteAllText(path, text.Remove(place, healthy.Length).Insert(place, damaged));
        Refused(finding);
    }

    [Fact]
    public void Audits_of_fewer_rounds_than_a_finished_run_has_are_refused()
    {
        var path = Path.Combine(Sample.Write(_temp["run"]), "audit.jsonl");
        File.WriteAllLines(path, File.ReadAllLines(path)[..4]);
        Refused("audit.jsonl: 4 rounds, but rounds.jsonl tells of 5");
    }

    private static string Row(string page, string quantity, string id)
    {
        var table = Regex.Match(page, $"<th scope=\"col\">Regret in {quantity}</th>.*?</table>", RegexOptions.Singleline).Value;
        return Regex.Match(table, $"<tr><th scope=\"row\">{id}</th>.*?</tr>").Value;
    }

    private static string[] Cells(string row) => [.. Regex.Matches(row, "<td>(.*?)</td>").Select(cell => cell.Groups[1].Value)];

    private static string Text(string cell) => Regex.Replace(cell, "<[^>]*>", "");

    private static string Exact(string cell) => Assert.Single(Regex.Matches(cell, "<data value=\"([^\"]*)\">").Select(data => data.Groups[1].Value));

    private string Page(SampleRun sample) => File.ReadAllText(Report.Write(sample.Write(_temp["run"])));

    private void Refused(string finding)
    {
        var message = Assert.Throws<InvalidDataException>(() => Report.Write(_temp["run"])).Message;
        Assert.StartsWith(_temp["run"], message);
        Assert.Contains(finding, message);
        Assert.DoesNotContain('\n', message);
    }
}
