using System.Text.RegularExpressions;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>What the pages point to is there.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages =>
    [
        .. Document.Names, "CONTRIBUTING.md", "CHANGELOG.md",
        .. Directory.GetFiles(Path.Combine(SharedFolder.Repository, "docs", "decisions")).Select(file => $"docs/decisions/{Path.GetFileName(file)}"),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_somewhere(string name)
    {
        var folder = Path.GetDirectoryName(Path.Combine(SharedFolder.Repository, name))!;
        foreach (var link in Link().Matches(new Document(name).Text).Select(match => match.Groups[1].Value).Where(link => !link.StartsWith("https://", StringComparison.Ordinal)))
        {
            var (path, heading) = link.Split('#') is [var file, var anchor] ? (file, anchor) : (link, null);
            var target = path.Length == 0 ? Path.Combine(SharedFolder.Repository, name) : Path.Combine(folder, path);
            Assert.True(Path.Exists(target), $"{name}: {link}");
            if (heading is not null) Assert.Contains(heading, Headings(target));
        }
    }

    /// <summary>Paths from the repository's root that stand in the text as code, such as <c>`src/Ipfl.Cli`</c>.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_of_the_repository_exists(string name) =>
        Assert.All(
            RepositoryPath().Matches(new Document(name).Text).Select(match => match.Groups[1].Value),
            path => Assert.True(Path.Exists(Path.Combine(SharedFolder.Repository, path)), $"{name}: {path}"));

    private static IEnumerable<string> Headings(string file) => File.ReadLines(file).Where(line => line.StartsWith('#'))
        .Select(line => line.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[`\s]((?:src|tests|benchmarks|tools|docs|\.ci)/[\w./-]*\w)")]
    private static partial Regex RepositoryPath();
}
