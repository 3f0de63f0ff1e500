using System.CommandLine;
using Ipfl.Learning;

namespace Ipfl.Cli.Commands;

/// <summary>The options that commands on language models share.</summary>
internal static class LlmOptions
{
    /// <summary><c>--precision</c>.</summary>
    public static Option<string> Precision() => new("--precision")
    {
        Description = "How weights lie in memory.",
        HelpName = string.Join('|', WeightPrecisions.Names),
        DefaultValueFactory = _ => WeightPrecisions.Plain,
    };

    /// <summary>The precision of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static WeightPrecision PrecisionOf(string name) => WeightPrecisions.Names.Contains(name)
        ? WeightPrecisions.Parse(name)
        : throw new InvalidDataException($"--precision: found '{name}'; allowed are {string.Join(", ", WeightPrecisions.Names)}");
}
