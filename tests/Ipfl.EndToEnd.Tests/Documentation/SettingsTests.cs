using System.Text.RegularExpressions;
using Ipfl.Learning;
using Ipfl.Simulation;

namespace Ipfl.EndToEnd.Tests.Documentation;

/// <summary>Settings, tasks and algorithms: what is documented is what there is.</summary>
public sealed class SettingsTests : IDisposable
{
    private static readonly Document Run = new("docs/run.md");
    private static readonly Document Algorithms = new("docs/algorithms.md");
    private static readonly string[][] Parameters = [.. Algorithms.Rows().Where(row => row[0].Contains('.', StringComparison.Ordinal))];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("docs/run.md")]
    [InlineData("docs/algorithms.md")]
    [InlineData("docs/behaviours.md")]
    public void A_configuration_that_a_page_shows_is_accepted(string name)
    {
        var file = _folder.Write("page.toml", string.Join('\n', Assert.Single(new Document(name).Fenced("toml"))));
        var given = ConfigSource.ReadFile(file);
        Assert.NotEmpty(given);
        ExperimentConfig.Resolve(given);
    }

    [Fact]
    public void Every_key_is_documented_and_no_other()
    {
        var settings = Run.Rows().Where(row => row.Length == 3 && row[0].StartsWith('`')).SelectMany(KeysOfSetting);
        var documented = settings.Concat(Parameters.SelectMany(row => Document.Code(row[0])));
        Assert.Equal(Keys().Order(), documented.Distinct().Order());
    }

    [Fact]
    public void Every_behaviour_is_explained()
    {
        var explained = new Document("docs/behaviours.md").Rows().Where(row => row.Length == 2 && row[0].StartsWith('`')).SelectMany(row => Document.Code(row[0]));
        Assert.Superset(Keys().Where(key => key.StartsWith("behaviour.", StringComparison.Ordinal)).Select(key => key["behaviour.".Length..]).ToHashSet(), explained.ToHashSet());
    }

    /// <summary>The table of parameters names keys that exist, with the defaults that they have.</summary>
    [Fact]
    public void Every_documented_parameter_has_the_documented_default()
    {
        var defaults = Resolved();
        Assert.NotEmpty(Parameters);
        foreach (var row in Parameters)
        {
            var values = row[1].Replace("`", "", StringComparison.Ordinal).Split(", ");
            Assert.Equal(values.Select(Number), Document.Code(row[0]).Select(key => Number($"{defaults[key]}")));
        }
    }

    [Fact]
    public void Every_setting_of_language_models_is_explained_with_its_default()
    {
        var rows = new Document("docs/llm.md").Rows().Where(row => row.Length == 4 && row[0].StartsWith("`llm.", StringComparison.Ordinal)).ToDictionary(row => Document.Code(row[0])[0]);
        Assert.Equal(Keys().Where(key => key.StartsWith("llm.", StringComparison.Ordinal)).Order(), rows.Keys.Order());
        var defaults = Resolved(("task", "mixed-finance"));
        foreach (var (key, row) in rows.Where(pair => defaults.ContainsKey(pair.Key)))
            Assert.Equal(Number($"{defaults[key]}".ToLowerInvariant()), Number(row[1].Replace("`", "", StringComparison.Ordinal)));
        Assert.Equal(["llm.model", "llm.test_records"], rows.Keys.Except(defaults.Keys).Order());
    }

    [Fact]
    public void Every_task_is_documented_with_its_sizes()
    {
        var rows = Run.Rows().Where(row => row.Length == 6 && row[0].StartsWith('`')).ToDictionary(row => Document.Code(row[0])[0]);
        Assert.Equal(TaskCatalogue.All.Select(task => task.Id), rows.Keys);
        foreach (var (task, row) in rows)
        {
            var values = Resolved(("task", task));
            Assert.Equal(
                [Leading(row[2]), Leading(row[4]), Leading(row[5])],
                new[] { "participants", "steps", "market.lambda" }.Select(key => Number($"{values[key]}")));
        }
    }

    [Fact]
    public void Every_algorithm_is_documented()
    {
        var rows = Algorithms.Rows().Where(row => row.Length == 5 && row[0].StartsWith('`'));
        Assert.Equal(AlgorithmCatalogue.Names, rows.Select(row => Document.Code(row[0])[0]));
    }

    /// <summary>A row's keys: <c>`[market] lambda`, `max_distance`</c> is market.lambda and market.max_distance. Keys of a kind stand in brackets.</summary>
    private static IEnumerable<string> KeysOfSetting(string[] row)
    {
        var names = Document.Code(row[0]);
        if (!names[0].StartsWith('[')) return names;
        if (names[0].EndsWith(']')) return [];
        var table = names[0][1..names[0].IndexOf(']', StringComparison.Ordinal)];
        var ofKinds = Regex.Matches(row[1], @"\((`[^)]+`)\)").SelectMany(brackets => Document.Code(brackets.Value));
        return names.Concat(table == "partition" ? ofKinds : []).Select(name => $"{table}.{name.Split(' ')[^1]}");
    }

    /// <summary>All keys, as the error about an unknown one lists them.</summary>
    private static string[] Keys()
    {
        var error = Assert.Throws<InvalidDataException>(() => ExperimentConfig.Resolve([new("nothing-like-a-key", 1L, "a test")]));
        string[] keys = error.Message.Split("allowed are ")[1].Split(", ");
        Assert.Contains("market.lambda", keys);
        return keys;
    }

    private Dictionary<string, object> Resolved(params (string Path, object Value)[] given)
    {
        var config = ExperimentConfig.Resolve([.. given.Select(value => new ConfigValue(value.Path, value.Value, "a test"))]);
        return ConfigSource.ReadFile(_folder.Write("resolved.toml", config.ToToml())).ToDictionary(value => value.Path, value => value.Value);
    }

    private static double Leading(string cell) => (double)Number(cell.Split(' ')[0]);

    /// <summary>Equal numbers are equal however they are written.</summary>
    private static object Number(string text) => double.TryParse(text, out var number) ? number : text;
}
