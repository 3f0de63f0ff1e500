namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>The commands that the documentation shows: all are understood, and those that need no network do what they say.</summary>
public sealed class CommandTests : IDisposable
{
    private static readonly string[] Small = ["--set", "rounds=1", "--set", "steps=1"];
    private static readonly string[] SmallModel = ["--steps", "2", "--width", "16", "--layers", "1", "--vocabulary", "300"];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Pages => [.. Document.Names.Where(name => new Document(name).Commands().Any())];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_pages_for_users_show_commands() =>
        Assert.Superset(
            new HashSet<string> { "README.md", "docs/run.md", "docs/compare.md", "docs/reproduce.md", "docs/market.md", "docs/audit.md", "docs/data.md", "docs/algorithms.md", "docs/behaviours.md", "docs/llm.md" },
            Pages.Select(row => row.Data).ToHashSet());

    [Fact]
    [Trait("Category", "Long")]
    public void Every_command_is_understood()
    {
        var commands = Document.Names.Select(name => new Document(name)).SelectMany(page => page.Commands().Concat(page.MentionedCommands()));
        foreach (var command in commands)
        {
            var help = IpflProcess.Run(_folder, [.. command, "--help"]);
            Assert.True(help.ExitCode == 0, $"ipfl {string.Join(' ', command)}: {help.Error}");
        }
    }

    /// <summary>One after another in one folder, as somebody does who follows the page.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Pages))]
    public void Every_command_of_a_page_runs(string name)
    {
        _folder.Write("market.json", string.Join('\n', Assert.Single(new Document("docs/market.md").Fenced("json"))));
        _folder.Write("experiment.toml", string.Join('\n', Assert.Single(new Document("docs/run.md").Fenced("toml"))));
        foreach (var participant in new[] { "bank_train", "clinic", "shop/2024" })
            _folder.Write($"my-records/{participant}.jsonl", string.Concat(Enumerable.Repeat("""{"instruction":"Name a colour.","output":"Red"}""" + "\n", 3)));
        foreach (var command in new Document(name).Commands().Where(command => !HasTestsOfItsOwn(command)))
        {
            var words = WithRealData(command);
            if (MayBeSmaller(words)) words = [.. words, .. Small, .. Few(words), .. FewerCells(words), .. FewTests(words)];
            if (words is ["llm", "pretrain", ..]) words = [.. words, .. SmallModel];
            var run = IpflProcess.Run(_folder, words);
            Assert.True(run.ExitCode == 0, $"ipfl {string.Join(' ', words)}: {run.Error}");
        }
    }

    /// <summary>Downloads, what a market's server and its agents do together, and what makes a language model first.</summary>
    private static bool HasTestsOfItsOwn(string[] command) => command is ["data", "fetch", ..] or ["serve" or "agent" or "ledger" or "operator", ..] or ["reproduce", "llm", ..]
        or ["market", "create" or "invite" or "deposit" or "payout" or "open" or "close" or "status" or "remove" or "renew-key", ..];

    /// <summary>Few participants, unless the command says how many there are.</summary>
    private static string[] Few(string[] command) =>
        command.Any(word => word.StartsWith("participants=", StringComparison.Ordinal)) ? [] : ["--set", "participants=3"];

    /// <summary>A resumed run keeps its own settings.</summary>
    private static bool MayBeSmaller(string[] command) => command is ["run" or "compare" or "reproduce", ..] && !command.Contains("--resume");

    /// <summary>One task and two algorithms, where a reproduction names none.</summary>
    private static string[] FewerCells(string[] command) => command is not ["reproduce", ..] ? [] :
    [
        .. command.Contains("--tasks") ? Array.Empty<string>() : ["--tasks", "fashion-niid"],
        .. command.Contains("--algorithms") ? Array.Empty<string>() : ["--algorithms", "ipfl,local"],
    ];

    /// <summary>Few records to judge a language model on.</summary>
    private static string[] FewTests(string[] command) =>
        command.Any(word => word.StartsWith("llm.", StringComparison.Ordinal)) ? ["--set", "llm.test_records=4"] : [];

    /// <summary>The folder <c>data</c> of the pages is the one with real data; what is verified has to be there.</summary>
    private static string[] WithRealData(string[] command)
    {
        if (command is ["data", "verify", ..]) return [.. command, "--data-dir", SharedFolder.Data("")];
        string[] words = [.. command];
        foreach (var option in new[] { "--data-dir", "--data" })
        {
            var folder = Array.IndexOf(words, option) + 1;
            if (folder > 0 && words[folder].Split('/')[0] == "data") words[folder] = SharedFolder.Data(Path.GetRelativePath("data", words[folder]));
        }

        return words;
    }
}
