using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

/// <summary>Reports of runs whose participants differ in type and role, or come and go.</summary>
public sealed partial class StandingTests : IDisposable
{
    private static readonly (string, string)[] Mixed =
        [("trader", "honest"), ("buyer", "honest"), ("seller", "liar"), ("uniform", "free-rider"), ("attacker", "attacker"), ("trader", "honest")];

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_page_tells_types_and_roles_what_flowed_and_what_attackers_earned()
    {
        var sample = new SampleRun(6, 5) { Standing = i => Mixed[i] };
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        var (people, edges) = (sample.Summary().Participants, sample.MakeRounds().SelectMany(round => round.Edges).ToArray());
        for (var i = 0; i < 6; i++) Assert.Contains($"<th scope=\"row\">p{i}</th><td>{Mixed[i].Item1}</td><td>{Mixed[i].Item2}</td>", page, StringComparison.Ordinal);

        var income = edges.Where(edge => edge.Seller == "p4").Sum(edge => edge.Payment);
        Assert.Equal(income, Numbers(Regex.Match(page, "Attackers' income|Attackers&#39; income").Value is { Length: > 0 } key ? page[page.IndexOf(key, StringComparison.Ordinal)..] : "")[0], 1e-9);

        var traders = Numbers(RowOf(page, "trader"));
        double[] expected = [2, (people[0].BestAccuracy + people[5].BestAccuracy) / 2, (people[0].FinalAccuracy + people[5].FinalAccuracy) / 2, people[0].Paid + people[5].Paid, people[0].Received + people[5].Received, (people[0].Utility + people[5].Utility) / 2, (people[0].Received + people[5].Received - people[0].Cost - people[5].Cost) / 2];
        Assert.Equal(expected, traders, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Contains("<th scope=\"row\">seller, liar</th>", page, StringComparison.Ordinal);

        var flow = Regex.Match(page, "<th scope=\"row\">trader</th><td>free-rider</td>(.*?)</tr>").Groups[1].Value;
        var sold = edges.Where(edge => edge.Buyer is "p0" or "p5" && edge.Seller == "p3").ToArray();
        Assert.Equal([sold.Length, sold.Sum(edge => edge.Payment)], Numbers(flow), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void An_adversary_s_income_stands_beside_that_of_the_benign_over_all_its_names()
    {
        (string, string)[] standing = [("uniform", "honest"), ("sybils", "adversary"), ("uniform", "honest"), ("sybils", "adversary")];
        var sample = new SampleRun(4, 3) { Standing = i => standing[i], Incomes = new(40, 10, [new("p1", 2, "adversary", 9, 2, 1)]) };
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        var row = RowOf(page[page.IndexOf("Who earns what", StringComparison.Ordinal)..], "p1");
        Assert.Equal([2, 9, 1, 8, 0.2, 2, 6], Numbers(row), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Contains("<th scope=\"row\">mean of 2 benign participants</th>", page, StringComparison.Ordinal);
        var people = sample.Summary().Participants;
        Assert.Equal(people[1].Received - people[1].Cost - people[1].Paid, Numbers(RowOf(page[page.IndexOf("<h2>Participants", StringComparison.Ordinal)..], "p1"))[^1], 1e-9);
    }

    [Fact]
    public void Where_all_are_alike_nothing_is_said_of_it()
    {
        var page = File.ReadAllText(Report.Write(new SampleRun(4, 2).Write(_temp["run"])));
        Assert.DoesNotContain("Types and roles", page, StringComparison.Ordinal);
        Assert.DoesNotContain("income", page, StringComparison.Ordinal);
        Assert.DoesNotContain("squares", page, StringComparison.Ordinal);
        Assert.DoesNotContain("the benign", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_tell_roles_apart_and_the_mean_is_that_of_the_benign()
    {
        Report.Write(new SampleRun(6, 5).Write(_temp["plain"]));
        var page = File.ReadAllText(Report.Write(new SampleRun(6, 5) { Standing = i => Mixed[i] }.Write(_temp["mixed"])));
        foreach (var name in new[] { "graph-last", "graph-all", "accuracy" })
            Assert.NotEqual(Png("plain", name), Png("mixed", name));
        Assert.Equal(Png("plain", "utility"), Png("mixed", "utility"));
        Assert.Contains("Thick: the mean of the benign.", page, StringComparison.Ordinal);

        byte[] Png(string run, string name) => File.ReadAllBytes(Path.Combine(_temp[run], "figures", $"{name}.png"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Averages_leave_out_free_riders_and_attackers_finished_or_not(bool finished)
    {
        var sample = new SampleRun(6, 5) { Standing = i => Mixed[i], Finished = finished };
        var run = RunFolder.Read(sample.Write(_temp["run"]));
        var last = sample.MakeRounds()[^1];
        Assert.Equal(last.Participants.Where(p => p.Id is "p0" or "p1" or "p2" or "p5").Average(p => p.Accuracy), RunResults.MeanAccuracy(run.Rounds[^1]), 1e-12);
        Assert.Equal(["p3", "p4"], run.Participants.Where(p => !p.Standing.IsBenign).Select(p => p.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Those_who_left_are_reported_with_what_they_had(bool everybody)
    {
        var sample = new SampleRun(4, 6) { Left = i => everybody ? 2 : i == 1 ? 3 : int.MaxValue };
        var page = File.ReadAllText(Report.Write(sample.Write(_temp["run"])));
        var person = sample.Summary().Participants[1];
        Assert.Equal(person.FinalAccuracy, Numbers(RowOf(page, "p1"))[2], 1e-12);
        Assert.All(Pictures.In(_temp["run"]).Values, picture => Assert.True(picture.Colours > 3));
    }

    private static string RowOf(string page, string name) => Regex.Match(page, $"<tr><th scope=\"row\">{name}</th>.*?</tr>").Value;

    private static double[] Numbers(string html) =>
        [.. DataValues().Matches(html).Select(m => double.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    [GeneratedRegex("<data value=\"([^\"]*)\">")]
    private static partial Regex DataValues();
}
