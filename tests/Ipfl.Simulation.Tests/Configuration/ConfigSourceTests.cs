namespace Ipfl.Simulation.Tests.Configuration;

public sealed class ConfigSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rounds = 3\nrounds = 4\n", 2)]
    [InlineData("rounds = 3\n[market]\nlambda = 1\nlambda = 2\n", 4)]
    [InlineData("market.lambda = 1\n[market]\nlambda = 2\n", 2)]
    [InlineData("[market]\nlambda = 1\n[market]\nlambda = 2\n", 3)]
    public void A_key_given_twice_is_refused(string toml, int line)
    {
        var message = Message.Of(() => ConfigSource.ReadFile(_folder.Write("c.toml", toml)));
        Assert.StartsWith($"{_folder.File("c.toml")}: not valid TOML at line {line}, column 1: ", message, StringComparison.Ordinal);
        Assert.Contains("already defined", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rounds = \n", 1, 10)]
    [InlineData("task = \"demo\n", 1, 13)]
    [InlineData("seed = 1\n[market\nlambda = 1\n", 2, 8)]
    [InlineData("seed = 1\n\nrounds 3\n", 3, 8)]
    [InlineData("seed = 99999999999999999999\n", 1, 8)]
    public void Broken_TOML_is_answered_with_line_and_column(string toml, int line, int column) => Assert.StartsWith(
        $"{_folder.File("c.toml")}: not valid TOML at line {line}, column {column}: ",
        Message.Of(() => ConfigSource.ReadFile(_folder.Write("c.toml", toml))),
        StringComparison.Ordinal);

    [Fact]
    public void An_empty_file_gives_no_values() => Assert.Empty(ConfigSource.ReadFile(_folder.Write("c.toml", "# nothing\n")));

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal($"{_folder.File("no.toml")}: no such file", Assert.Throws<FileNotFoundException>(() => ConfigSource.ReadFile(_folder.File("no.toml"))).Message);

    [Fact]
    public void Paths_start_from_the_files_folder()
    {
        Directory.CreateDirectory(_folder.File("sub"));
        var file = _folder.Write("sub/c.toml", "task = \"fashion-niid\"\ndata_dir = \"../data\"\ninitial_model = \"/models/m.safetensors\"\n");
        var config = ExperimentConfig.Resolve(ConfigSource.ReadFile(file));
        Assert.Equal((_folder.File("data"), "/models/m.safetensors"), (config.DataDir, config.InitialModel));
    }

    [Fact]
    public void Paths_of_options_start_from_the_working_folder() =>
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "m"), Given.Config(("initial_model", "m")).InitialModel);

    [Theory]
    [InlineData("rounds=20", "rounds", 20L)]
    [InlineData(" market.lambda = 0.1 ", "market.lambda", 0.1)]
    [InlineData("seed=-3", "seed", -3L)]
    [InlineData("augment=true", "augment", true)]
    [InlineData("market.max_distance=inf", "market.max_distance", double.PositiveInfinity)]
    [InlineData("market.lambda=1e3", "market.lambda", 1000.0)]
    [InlineData("task=demo", "task", "demo")]
    [InlineData("task=\"demo\"", "task", "demo")]
    [InlineData("data_dir=a=b", "data_dir", "a=b")]
    [InlineData("data_dir=", "data_dir", "")]
    public void A_word_becomes_a_key_and_a_value(string word, string path, object value) =>
        Assert.Equal(new ConfigValue(path, value, "--set"), ConfigSource.ParseAssignment(word, "--set"));

    [Theory]
    [InlineData("rounds")]
    [InlineData("=20")]
    [InlineData("")]
    public void A_word_without_key_or_value_is_refused(string word) =>
        Assert.StartsWith($"--set: found '{word}'; allowed is key=value", Message.Of(() => ConfigSource.ParseAssignment(word, "--set")), StringComparison.Ordinal);
}
