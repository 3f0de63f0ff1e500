using System.Text.RegularExpressions;

namespace Ipfl.Agent.Tests.Configuration;

/// <summary>The participant's guide: its files are accepted, and it names every key and no other.</summary>
public sealed partial class GuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("participant.md", 3)]
    [InlineData("privacy.md", 1)]
    public void Every_configuration_that_is_shown_is_accepted(string page, int count)
    {
        var shown = Block().Matches(Page(page)).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(count, shown.Length);
        Assert.All(shown, text => AgentConfig.Read(_folder.Write("agent.toml", text.Contains("[data]", StringComparison.Ordinal) ? text : $"{text}\n[data]\nset = \"fashion-mnist\"")));
    }

    [Fact]
    public void Every_key_is_documented_and_no_other()
    {
        var rows = Page("participant.md").Split("## Settings")[1].Split("##")[0].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var documented = rows.SelectMany(row => Code().Matches(row.Split('|')[1]).Select(match => match.Groups[1].Value));
        string[] sections = ["data", "report", "trainer", "trial", "privacy", "network", "llm"];
        var keys = sections.SelectMany(section => KeysOf($"[{section}]\nx = 1\n{Rest(section)}").Select(key => $"{section}.{key}"));
        Assert.Equal(keys.Append("state").Order(), documented.Order());
    }

    /// <summary>What the file needs besides.</summary>
    private static string Rest(string section) => section switch
    {
        "data" => "set = \"fashion-mnist\"",
        "llm" => "model = \"m\"\n[data]\ninstructions = \"r.jsonl\"",
        "privacy" => "clip = 1\nnoise = 1\n[data]\nset = \"fashion-mnist\"",
        _ => "[data]\nset = \"fashion-mnist\"",
    };

    private string[] KeysOf(string text)
    {
        var message = Assert.Throws<InvalidDataException>(() => AgentConfig.Read(_folder.Write("agent.toml", text))).Message;
        Assert.Contains("unknown key", message, StringComparison.Ordinal);
        return message.Split("] are ")[1].Split(", ");
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(SharedFolder.Repository, "docs", name));

    [GeneratedRegex("```toml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`([a-z._]+)`")]
    private static partial Regex Code();
}
