using System.CommandLine;
using System.Globalization;
using Ipfl.Learning;
using Ipfl.Simulation;

namespace Ipfl.Cli;

/// <summary>Options that several commands share.</summary>
internal static class Options
{
    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Say nothing but results and errors.", Recursive = true };

    public static Option<bool> Verbose() => new("--verbose") { Description = "Say more: times of every round, where a failure came from.", Recursive = true };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };

    public static Option<string?> DataDir() => new("--data-dir")
    {
        Description = "Folder that holds the data set. Default: IPFL_DATA, else the user's data folder, else the embedded subset.",
        HelpName = "DIR",
    };

    public static Option<string?> Device() => new("--device")
    {
        Description = "Where to train: cpu, cuda for an NVIDIA GPU, or cuda:N for the one with that number. Default: cpu.",
        HelpName = "NAME",
    };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Set a configuration key, such as rounds=20 or market.lambda=0.1; may be given several times.",
        HelpName = "key=value",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<string> Algorithms() => new("--algorithms")
    {
        Description = "Algorithms, separated by commas.",
        HelpName = "a,b,c",
        DefaultValueFactory = _ => string.Join(',', AlgorithmCatalogue.Published),
    };

    /// <summary>The whole number that a word of an option's value is; <paramref name="more"/> ends the words on what a list allows.</summary>
    /// <exception cref="InvalidDataException">It is none from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static long Whole(string option, string word, long least, long most, string more = "") =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new InvalidDataException($"{option}: found '{word}'; allowed {(more.Length > 0 ? "are whole numbers" : "is a whole number")} from {least} to {most}{more}");

    /// <summary>The number that an option was given; null where it was not.</summary>
    /// <exception cref="InvalidDataException">It is none from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static double? Number(Option<string?> option, ParseResult parsed, double least, double most)
    {
        if (parsed.GetValue(option) is not { } word) return null;
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new InvalidDataException(FormattableString.Invariant($"{option.Name}: found '{word}'; allowed is a number from {least} to {most}"));
    }

    /// <summary>Refuses a <c>--set</c> of what a list of its own decides.</summary>
    /// <exception cref="InvalidDataException">One of the keys is set.</exception>
    public static void RefuseIdle(ConfigValue[] given, string purpose, params string[] keys)
    {
        if (Array.Find(given, value => value.Source == "--set" && keys.Contains(value.Path)) is { } idle)
            throw new InvalidDataException($"--set: {idle.Path} has no effect on {purpose}; use --{idle.Path}s");
    }
}

/// <summary>The options and the argument that make up an experiment's configuration, for <c>run</c> and <c>compare</c>.</summary>
internal sealed class ConfigOptions
{
    private readonly Argument<string?> _file = new("CONFIG.toml") { Description = "Configuration file.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string?> _task = new("--task")
    {
        Description = $"Task: {string.Join(", ", TaskCatalogue.All.Select(task => task.Id))}. Default: {TaskCatalogue.All[0].Id}.",
        HelpName = "ID",
    };

    private readonly Option<string?> _dataDir = Options.DataDir();

    private readonly Option<string?> _device = Options.Device();

    private readonly Option<string[]> _set = Options.Set();

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_task);
        command.Add(_dataDir);
        command.Add(_device);
        command.Add(_set);
    }

    /// <summary>The values in order of precedence, later over earlier.</summary>
    public IEnumerable<ConfigValue> Values(ParseResult parsed)
    {
        if (parsed.GetValue(_file) is { } file)
        {
            foreach (var value in ConfigSource.ReadFile(file)) yield return value;
        }

        foreach (var word in parsed.GetValue(_set) ?? []) yield return ConfigSource.ParseAssignment(word, "--set");
        if (parsed.GetValue(_task) is { } task) yield return new("task", task, "--task");
        if (parsed.GetValue(_dataDir) is { } folder) yield return new("data_dir", folder, "--data-dir");
        if (parsed.GetValue(_device) is { } device) yield return new("device", device, "--device");
    }
}
