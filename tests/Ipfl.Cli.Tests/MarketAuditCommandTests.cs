using System.Text.Json;

namespace Ipfl.Cli.Tests;

public sealed class MarketAuditCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("marginal")]
    [InlineData("critical")]
    [InlineData("vcg")]
    public void The_audit_goes_to_the_output(string mechanism)
    {
        var audited = Audit("--mechanism", mechanism, "--pairs-up-to", "4");
        Assert.Equal((0, ""), (audited.ExitCode, audited.Error));
        using var json = JsonDocument.Parse(audited.Out);
        Assert.Equal(mechanism, json.RootElement.GetProperty("mechanism").GetString());
        Assert.Equal(9, json.RootElement.GetProperty("participants").GetArrayLength());
        foreach (var participant in json.RootElement.GetProperty("participants").EnumerateArray())
        {
            var regret = participant.GetProperty("regret");
            if (mechanism != "marginal") Assert.Equal(0, regret.GetProperty("cost").GetProperty("value").GetDouble());
            Assert.Equal(regret.GetProperty("samples").GetProperty("value").GetDouble() / 0.1, participant.GetProperty("deposit").GetDouble(), 1e-9);
            Assert.True(participant.GetProperty("sellerSlack") is var slack && (slack.ValueKind == JsonValueKind.Null || slack.GetDouble() >= 0));
        }

        var largest = json.RootElement.GetProperty("maxRegret").GetProperty("cost").GetDouble();
        Assert.Equal(mechanism == "marginal", largest > 0);
        Assert.Equal(0, json.RootElement.GetProperty("budgetImbalance").GetDouble(), 1e-12);
        Assert.Equal("skipped: more than 4 participants", json.RootElement.GetProperty("search").GetProperty("pairs").GetString());
        Assert.Equal(audited.Out, Audit("--mechanism", mechanism, "--pairs-up-to", "4", "--json").Out);
    }

    [Fact]
    public void The_audit_goes_to_a_file_instead()
    {
        var file = _folder.File("audit.json");
        string[] quick = ["--names-up-to", "0", "--pairs-up-to", "0"];
        var audited = Audit(["--out", file, .. quick]);
        Assert.Equal((0, ""), (audited.ExitCode, audited.Out));
        Assert.StartsWith("9 participants, largest regret in cost 0.0000, samples at least ", audited.Error, StringComparison.Ordinal);
        Assert.Equal(Audit(quick).Out.TrimEnd(), File.ReadAllText(file).TrimEnd());
    }

    [Fact]
    public void A_report_is_written_and_can_be_written_anew()
    {
        var folder = _folder.File("audit");
        var audited = Audit("--mechanism", "marginal", "--report", folder);
        Assert.Equal(0, audited.ExitCode);
        var page = Path.Combine(folder, "audit.html");
        var text = File.ReadAllText(page);
        Assert.Contains("It is not truthful in cost", text, StringComparison.Ordinal);
        Assert.Equal(audited.Out.TrimEnd(), File.ReadAllText(Path.Combine(folder, "audit.json")).TrimEnd());
        File.Delete(page);
        Assert.Equal($"{page}\n", CommandResult.Of("report", folder).Out);
        Assert.Equal(text, File.ReadAllText(page));
    }

    [Fact]
    public void The_deposit_follows_the_probability_of_detection() => Assert.Equal(
        2 * Deposit(Audit("--detection", "1")), Deposit(Audit("--detection", "0.5")), 1e-9);

    [Theory]
    [InlineData("--detection: found '0'; allowed is a number from 0.000001 to 1", "--detection", "0")]
    [InlineData("--detection: found '1.5'; allowed is a number from 0.000001 to 1", "--detection", "1.5")]
    [InlineData("--detection: found 'often'; allowed is a number from 0.000001 to 1", "--detection", "often")]
    [InlineData("--mechanism: found 'vgc'; allowed are marginal, critical, vcg, clock, reference; did you mean vcg?", "--mechanism", "vgc")]
    [InlineData("--json: has no effect with --out, which writes JSON; leave one of them out", "--json", "--out", "x")]
    public void Bad_values_are_one_line(string answer, params string[] args)
    {
        Assert.Equal(answer, Audit(args).Refusal());
        Assert.Equal(["market.json"], _folder.Names());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        var file = _folder.Write("file", "mine");
        Assert.StartsWith($"{file}/x: cannot be written to (", Audit("--report", $"{file}/x").Refusal(), StringComparison.Ordinal);
        Assert.StartsWith($"{file}: cannot be written to (", Audit("--report", file).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_audit_leaves_nothing()
    {
        var market = SampleMarket.Write(_folder);
        var audited = CommandResult.Of(new CancellationToken(canceled: true), "market", "audit", "--in", market, "--out", _folder.File("audit.json"));
        Assert.Equal((130, ""), (audited.ExitCode, audited.Out));
        Assert.Equal(["market.json"], _folder.Names());
    }

    private static double Deposit(CommandResult audited)
    {
        using var json = JsonDocument.Parse(audited.Out);
        return json.RootElement.GetProperty("participants")[3].GetProperty("deposit").GetDouble();
    }

    private CommandResult Audit(params string[] more) => CommandResult.Of(["market", "audit", "--in", SampleMarket.Write(_folder), .. more]);
}
