using System.Text.RegularExpressions;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>A page of the documentation, taken apart: blocks of code, words of code in the text, commands, rows of tables.</summary>
internal sealed partial class Document(string name)
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(SharedFolder.Repository, name));

    /// <summary>The pages that show commands and settings, by their paths in the repository.</summary>
    public static string[] Names { get; } =
    [
        "README.md",
        .. Directory.GetFiles(Path.Combine(SharedFolder.Repository, "docs"), "*.md").Order(StringComparer.Ordinal).Select(file => $"docs/{Path.GetFileName(file)}"),
    ];

    public string Text => string.Join('\n', _lines);

    /// <summary>The lines of each fenced block in that language.</summary>
    public IReadOnlyList<string[]> Fenced(string language)
    {
        var blocks = new List<string[]>();
        for (var i = 0; i < _lines.Length; i++)
        {
            if (!_lines[i].StartsWith("```", StringComparison.Ordinal)) continue;
            string[] block = [.. _lines[(i + 1)..].TakeWhile(line => line != "```")];
            if (_lines[i] == $"```{language}") blocks.Add(block);
            i += block.Length + 1;
        }

        return blocks;
    }

    /// <summary>The words of every ipfl command in the blocks, in their order, without <c>ipfl</c> and comments.</summary>
    public IEnumerable<string[]> Commands() => Words(BlockCommand());

    /// <summary>The same of the commands that the text mentions, such as <c>`ipfl report DIR`</c>.</summary>
    public IEnumerable<string[]> MentionedCommands() => Words(MentionedCommand());

    /// <summary>The cells of every row of every table.</summary>
    public IEnumerable<string[]> Rows() => _lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    /// <summary>What is set in code within a text: <c>`a`, `b`</c> is a and b.</summary>
    public static IReadOnlyList<string> Code(string text) => [.. CodeWord().Matches(text).Select(match => match.Groups[1].Value)];

    private IEnumerable<string[]> Words(Regex command) => command.Matches(Text)
        .Select(match => match.Groups[1].Value.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("^(?:    )?(?:ipfl|dotnet run .*--project src/Ipfl.Cli --)(?: (.+))$", RegexOptions.Multiline)]
    private static partial Regex BlockCommand();

    [GeneratedRegex("`ipfl ([^`]+)`")]
    private static partial Regex MentionedCommand();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeWord();
}
