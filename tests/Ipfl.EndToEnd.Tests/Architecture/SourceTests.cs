using System.Text.RegularExpressions;

namespace Ipfl.EndToEnd.Tests.Architecture;

/// <summary>Habits of the source files.</summary>
public sealed class SourceTests
{
    private const int LongestFile = 300;

    [Fact]
    public void No_file_is_longer_than_a_story() =>
        Assert.DoesNotContain(Files(), file => File.ReadLines(file).Count() > LongestFile);

    [Fact]
    public void No_file_waits_for_somebody_to_finish_it() =>
        Assert.DoesNotContain(Files(), file => Regex.IsMatch(File.ReadAllText(file), @"\b(TODO|FIXME|HACK)\b|NotImplementedException"));

    private static string[] Files()
    {
        var root = Path.Combine(SharedFolder.Repository, "src");
        string[] files =
        [
            .. Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "Migrations")),
        ];
        Assert.NotEmpty(files);
        return files;
    }
}
