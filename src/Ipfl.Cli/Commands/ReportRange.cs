using System.CommandLine;
using System.Globalization;

namespace Ipfl.Cli.Commands;

/// <summary>An option that takes a range of reports, a..b.</summary>
internal sealed class ReportRange : Option<string?>
{
    private readonly double _least;
    private readonly double _most;
    private readonly bool _whole;
    private readonly string _allowed;

    public ReportRange(string name, string quantity, double least, double most, bool whole)
        : base(name)
    {
        (_least, _most, _whole) = (least, most, whole);
        _allowed = $"a range a..b of {(whole ? "whole numbers" : "numbers")} from {least} to {most:R}, a below b, such as {(whole ? "500..8000" : "0..2.5")}";
        (Description, HelpName) = ($"Draw over the {quantity} that it reports.", "a..b");
    }

    /// <summary>The range, or null where the option is not given.</summary>
    /// <exception cref="InvalidDataException">The value is no range within the limits.</exception>
    public (double From, double To)? Of(ParseResult parsed)
    {
        if (parsed.GetValue(this) is not { } word) return null;
        return word.Split("..") is [var low, var high] && Number(low) is { } from && Number(high) is { } to && from < to
            ? (from, to)
            : throw new InvalidDataException($"{Name}: found '{word}'; allowed is {_allowed}");
    }

    private double? Number(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= _least && number <= _most && (!_whole || number == Math.Floor(number))
            ? number
            : null;
}
