using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ipfl.Cli.Tests;

/// <summary>The studies of behaviour on the embedded data, in the smallest of runs.</summary>
public sealed class ReproduceStudyCommandTests : IDisposable
{
    private static readonly string[] Small = ["--set", "rounds=2", "--set", "steps=1", "--set", "data_dir=embedded"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public void Falls_are_those_of_the_same_participants_and_a_second_call_runs_nothing()
    {
        string[] words = ["--task", "fashion-cluster", "--algorithms", "ipfl,local", .. Small];
        var run = Reproduce("robustness", words);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Best accuracy with a share of 0.2", run.Out, StringComparison.Ordinal);
        Assert.Equal(["robustness-income.png", "robustness.png"], Pictures());

        var (clean, attacked) = (Participants("robustness/clean/ipfl/seed-0"), Participants("robustness/sign-flip-0.2/ipfl/seed-0"));
        var benign = attacked.Where(p => (string?)p["role"] == "honest").ToArray();
        Assert.Equal((9, 7), (attacked.Length, benign.Length));
        var fall = benign.Average(p => (double)p["bestAccuracy"]! - (double)clean.Single(c => (string?)c["id"] == (string?)p["id"])["bestAccuracy"]!);
        Assert.Equal(fall, Number("robustness", "fall-0.2", "ipfl", "sign-flip"), 1e-12);
        Assert.Equal(
            attacked.Where(p => (string?)p["role"] == "attacker").Average(p => (double)p["received"]!), Number("robustness", "income-ipfl", "sign-flip 0.2", "others: received"), 1e-9);

        var (page, stamps) = (File.ReadAllBytes(_folder.File("robustness.html")), Stamps("robustness"));
        var again = Reproduce("robustness", words);
        Assert.Contains("[variant 5/5 gaussian-0.2] done before\n", again.Error, StringComparison.Ordinal);
        Assert.Equal(stamps, Stamps("robustness"));
        Assert.Equal(0, CommandResult.Of("report", _folder.Path).ExitCode);
        Assert.Equal(page, File.ReadAllBytes(_folder.File("robustness.html")));

        File.Delete(_folder.File("robustness/clean/local/seed-0/summary.json"));
        Assert.Equal(0, CommandResult.Of("report", _folder.Path).ExitCode);
        Assert.Contains("Not finished and left out below: clean, local with seed 0.", File.ReadAllText(_folder.File("robustness.html")), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Liars_are_measured_against_themselves_telling_the_truth()
    {
        Assert.Equal(0, Reproduce("liars", ["--task", "fashion-cluster", "--ratios", "0.3", .. Small]).ExitCode);
        Assert.Equal(["liars-utility.png", "liars.png"], Pictures());
        foreach (var mechanism in new[] { "marginal", "critical", "vcg" })
        {
            var (truth, lies) = (Participants($"liars/{mechanism}-truth/ipfl/seed-0"), Participants($"liars/{mechanism}-cost-x0.5-0.3/ipfl/seed-0"));
            var liars = lies.Where(p => (string?)p["role"] == "liar").ToArray();
            Assert.Equal(3, liars.Length);
            var gain = liars.Average(p => (double)p["utility"]!) - liars.Average(p => (double)truth.Single(t => (string?)t["id"] == (string?)p["id"])["utility"]!);
            Assert.Equal(gain, Number("liars", "gain", "cost × 0.5, 0.3", mechanism), 1e-9);
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Flows_between_types_are_the_edges_of_the_rounds()
    {
        var run = Reproduce("inclusive", ["--task", "fashion-niid", "--json", .. Small]);
        Assert.Equal(0, run.ExitCode);
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(("inclusive", "fashion-niid"), (json.RootElement.GetProperty("study").GetString(), json.RootElement.GetProperty("task").GetString()));
        Assert.Equal(["inclusive-accuracy.png", "inclusive-flows.png", "inclusive-income.png", "inclusive-utility.png"], Pictures());
        var types = Participants("inclusive/open/ipfl/seed-0").ToDictionary(p => (string)p["id"]!, p => (string)p["type"]!);
        var edges = File.ReadLines(_folder.File("inclusive/open/ipfl/seed-0/rounds.jsonl")).SelectMany(line => JsonNode.Parse(line)!["edges"]!.AsArray())
            .Where(edge => types[(string)edge!["buyer"]!] == "buyer" && types[(string)edge["seller"]!] == "seller").ToArray();
        Assert.NotEmpty(edges);
        Assert.Equal(edges.Length, Number("inclusive", "models-open", "buyers", "from sellers"));
        Assert.Equal(edges.Sum(edge => (double)edge!["payment"]!), Number("inclusive", "money-open", "buyers", "from sellers"), 1e-9);
        Assert.False(Directory.Exists(_folder.File("inclusive/barred-at-1/local")));
    }

    [Fact]
    public void Those_who_stay_are_counted_in_the_last_round()
    {
        // Where a copy costs more than it can be worth, nobody who shares without payment stays.
        Assert.Equal(0, Reproduce("dropout", ["--task", "fashion-cluster", "--algorithms", "ipfl,fedavg", "--set", "market.sharing_cost=100", .. Small]).ExitCode);
        Assert.Equal(["dropout-accuracy.png", "dropout.png"], Pictures());
        Assert.Equal((9, 0), (Number("dropout", "stayed", "ipfl", "strict"), Number("dropout", "stayed", "fedavg", "strict")));
        var last = JsonNode.Parse(File.ReadLines(_folder.File("dropout/probabilistic/fedavg/seed-0/rounds.jsonl")).Last())!["participants"]!.AsArray().Count;
        Assert.Equal(last, Number("dropout", "stayed", "fedavg", "probabilistic"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attackers_go_on_from_what_they_uploaded_unless_one_asks_otherwise(bool stays)
    {
        string[] words = ["--task", "fashion-cluster", "--algorithms", "local", "--set", "rounds=1", "--set", "steps=1", "--set", "data_dir=embedded"];
        Assert.Equal(0, Reproduce("robustness", [.. words, .. stays ? [] : new[] { "--set", "behaviour.attack_stays=false" }]).ExitCode);
        Assert.Contains($"attack_stays = {(stays ? "true" : "false")}", Config("sign-flip-0.2"), StringComparison.Ordinal);
        Assert.DoesNotContain("attack_stays", Config("clean") + Config("gaussian-0.2"), StringComparison.Ordinal);

        string Config(string variant) => File.ReadAllText(_folder.File($"robustness/{variant}/local/seed-0/config.toml"));
    }

    [Theory]
    [InlineData("robustness", "--task", "demo", "--task: found 'demo'; allowed for robustness are cifar10-cluster, ")]
    [InlineData("robustness", "--scale", "medium", "--scale: found 'medium'; allowed are quick, paper")]
    [InlineData("robustness", "--ratios", "0", "--ratios: found '0'; allowed are numbers above 0, up to 1")]
    [InlineData("robustness", "--ratios", "x", "--ratios: found 'x'; allowed are numbers above 0, up to 1")]
    [InlineData("robustness", "--ratios", "0.01", "--ratios: behaviour.")]
    [InlineData("robustness", "--algorithms", "locl", "--algorithms: algorithm: found \"locl\"; allowed is one of ipfl, local, ")]
    [InlineData("robustness", "--set", "behaviour.attackers=0.3", "--set: behaviour.attackers is what robustness varies; leave it out")]
    [InlineData("liars", "--set", "market.mechanism=vcg", "--set: market.mechanism is what liars varies; leave it out")]
    [InlineData("liars", "--algorithms", "fedavg", "unknown option '--algorithms' for 'ipfl reproduce liars'; ")]
    [InlineData("inclusive", "--set", "market.max_distance=1", "--set: market.max_distance is what inclusive varies; leave it out")]
    [InlineData("dropout", "--set", "task=fashion-niid", "--set: task has no effect on dropout; use --task")]
    [InlineData("dropout", "--set", "seed=1", "--set: seed has no effect on dropout; use --seeds")]
    public void Wrong_words_are_refused_before_anything_is_written(string study, string option, string value, string answer)
    {
        string[] data = option == "--task" ? [] : ["--set", "data_dir=embedded", "--task", study == "inclusive" ? "fashion-niid" : "fashion-cluster"];
        var refusal = CommandResult.Of(["reproduce", study, .. data, option, value, "--out", _folder.File("all")]).Refusal();
        Assert.StartsWith(answer, refusal, StringComparison.Ordinal);
        Assert.True(_folder.IsEmpty);
    }

    private CommandResult Reproduce(string study, string[] words) => CommandResult.Of(["reproduce", study, .. words, "--out", _folder.Path]);

    private JsonObject[] Participants(string run) => [.. JsonNode.Parse(File.ReadAllText(_folder.File($"{run}/summary.json")))!["participants"]!.AsArray().Select(p => p!.AsObject())];

    private double Number(string study, string table, string row, string column)
    {
        var line = Assert.Single(File.ReadLines(_folder.File($"{study}.csv")), line => line.Replace("\"", "", StringComparison.Ordinal).StartsWith($"{table},{row},{column},", StringComparison.Ordinal));
        return double.Parse(line.Split(',')[^2], CultureInfo.InvariantCulture);
    }

    private string[] Pictures() => [.. Directory.GetFiles(_folder.File("figures")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private string[] Stamps(string study) => [.. Directory.GetFiles(_folder.File(study), "*", SearchOption.AllDirectories).Order().Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}")];
}
