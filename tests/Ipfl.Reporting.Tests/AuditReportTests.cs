using System.Text.RegularExpressions;

namespace Ipfl.Reporting.Tests;

public sealed class AuditReportTests : IDisposable
{
    private const string Audit = """
        {"mechanism": "marginal",
         "participants": [
           {"id": "a", "sellerSlack": null, "buyerSlack": 0.25, "regret": {"cost": {"value": 0, "report": 1.5}, "samples": {"value": 3.5, "report": 16000}, "gainScale": {"value": 0, "report": 5e5}}, "deposit": 35},
           {"id": "<b>", "sellerSlack": 0.125, "buyerSlack": 0, "regret": {"cost": {"value": 1.75, "report": null}, "samples": {"value": 0, "report": 800}, "gainScale": {"value": 0, "report": 0}}, "deposit": 0}],
         "maxRegret": {"cost": 1.75, "samples": 3.5, "gainScale": 0}, "budgetImbalance": 0, "detection": 0.1,
         "search": {"span": 16, "pointsPerOctave": 8, "refinements": 3}}
        """;

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_page_stands_alone_and_shows_what_was_found()
    {
        var page = File.ReadAllText(Written(Audit));
        Assert.DoesNotMatch(new Regex("https?:|file:|//[a-z]|<script|<link|@import|url\\(|<iframe|<b>", RegexOptions.IgnoreCase), Regex.Replace(page, "base64,[^\"]*", ""));
        Assert.Contains("<th scope=\"row\">&lt;b&gt;</th><td><data value=\"0.125\">0.125</data></td>", page);
        Assert.Contains("<td><data value=\"1.75\">1.75</data></td><td>never sells</td>", page);
        Assert.Contains("<td><data value=\"0\">0</data></td><td>the truth</td>", page);
        Assert.Contains("1 participant of 2 could gain by a false sharing cost", page);
        Assert.Contains("Nobody could gain anything by a false gain scale", page);
        Assert.Contains("It is not truthful in cost", page);
        Assert.Empty(Regex.Matches(page, "truthful(?! in cost)"));
        Assert.Equal(["regret-cost", "regret-gain-scale", "regret-samples", "slacks"], Pictures.In(_temp["audit"]).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Equal_audits_give_equal_bytes()
    {
        var first = File.ReadAllBytes(Written(Audit));
        Assert.Equal(first, File.ReadAllBytes(Report.Write(_temp["audit"])));
    }

    [Fact]
    public void A_market_of_nobody_has_a_page()
    {
        var page = File.ReadAllText(Written(Regex.Replace(Audit, "\"participants\": \\[.*\\],\n", "\"participants\": [],\n", RegexOptions.Singleline)));
        Assert.Contains("Audit of a market of 0 participants", page);
        Assert.DoesNotContain("<img", page);
    }

    [Theory]
    [InlineData("\"deposit\": 35", "\"deposit\": \"35\"", "audit.json: damaged JSON at $.participants[0].deposit")]
    [InlineData("\"mechanism\": \"marginal\",", "", "audit.json: was missing required properties including: 'mechanism'")]
    public void Damage_is_one_line(string healthy, string damaged, string finding)
    {
        var message = Assert.Throws<InvalidDataException>(() => Written(Audit.Replace(healthy, damaged))).Message;
        Assert.Contains(finding, message);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(["audit.json"], Directory.GetFileSystemEntries(_temp["audit"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_curve_has_numbers_that_round_trip_and_a_picture()
    {
        Directory.CreateDirectory(_temp["curve"]);
        WhatIfPoint[] points = [new(0, 0.1 + 0.2, 2, 1, -0.5), new(0.1 + 0.2, 2.5, 0, 1, 1 / 3.0)];
        var curve = new WhatIfCurve("marginal", "<i>", "sharing cost", 1.25, 1 / 3.0, points, Exact: true);
        var page = File.ReadAllText(WhatIfReport.Write(_temp["curve"], curve));
        Assert.Equal("from,to,sales,imports,utility\n0,0.30000000000000004,2,1,-0.5\n0.30000000000000004,2.5,0,1,0.3333333333333333\n", File.ReadAllText(Path.Combine(_temp["curve"], "whatif.csv")));
        Assert.Contains("Participant &lt;i&gt;, mechanism marginal", page);
        Assert.Equal(["whatif"], Pictures.In(_temp["curve"]).Keys);
        Assert.Equal("report,sales,imports,utility\n0,2,1,-0.5\n0.30000000000000004,0,1,0.3333333333333333\n", (curve with { Exact = false }).ToCsv());
    }

    private string Written(string audit)
    {
        Directory.CreateDirectory(_temp["audit"]);
        File.WriteAllText(Path.Combine(_temp["audit"], "audit.json"), audit);
        return Report.Write(_temp["audit"]);
    }
}
