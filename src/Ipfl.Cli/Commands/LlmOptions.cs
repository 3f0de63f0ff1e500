using System.CommandLine;
using Ipfl.Learning;

namespace Ipfl.Cli.Commands;

/// <summary>The options that commands on language models share.</summary>
internal static class LlmOptions
{
    private static readonly (string Name, WeightPrecision Precision)[] Precisions = [("float32", WeightPrecision.F32), ("bf16", WeightPrecision.BF16), ("int8", WeightPrecision.I8)];

    /// <summary><c>--precision</c>.</summary>
    public static Option<string> Precision() => new("--precision")
    {
        Description = "How weights lie in memory.",
        HelpName = string.Join('|', Precisions.Select(pair => pair.Name)),
        DefaultValueFactory = _ => Precisions[0].Name,
    };

    /// <summary>The precision of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static WeightPrecision PrecisionOf(string name) => Array.FindIndex(Precisions, pair => pair.Name == name) is >= 0 and var found
        ? Precisions[found].Precision
        : throw new InvalidDataException($"--precision: found '{name}'; allowed are {string.Join(", ", Precisions.Select(pair => pair.Name))}");

    /// <summary>A precision's name.</summary>
    public static string NameOf(WeightPrecision precision) => Array.Find(Precisions, pair => pair.Precision == precision).Name;
}
