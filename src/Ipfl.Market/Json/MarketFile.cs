using System.Text.Json;
using Ipfl.Market.Auditing;

namespace Ipfl.Market;

/// <summary>
/// Market files: <c>{"lambda", "participants": [{"id", "samples", "sharingCost", "gainScale"}], "distances": [[…]]}</c> or
/// <c>"candidates": [{"buyer", "seller", "distance"}]</c>, optionally <c>"maxDistance"</c>, <c>"exclusiveDistance"</c>,
/// <c>"referenceGain"</c>, <c>"effectiveSamples"</c> (a matrix, or a number on each candidate) and <c>"trueTypes"</c>.
/// </summary>
public static class MarketFile
{
    /// <summary>Reads a market.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The content is no market; the message is one line with file, field, value and what is allowed.</exception>
    public static MarketRound Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file", path);
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Parses a market from UTF-8 JSON; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">The content is no market.</exception>
    public static MarketRound Parse(ReadOnlySpan<byte> utf8, string source) => new Json.MarketParser(source).Parse(utf8);

    /// <summary>Writes an outcome as indented JSON; numbers round-trip.</summary>
    public static void Write(Stream stream, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        using var json = Indented(stream);
        Json.OutcomeJson.Write(json, outcome);
    }

    /// <summary>Writes an audit as indented JSON; numbers round-trip.</summary>
    public static void Write(Stream stream, Audit audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        using var json = Indented(stream);
        Json.AuditJson.Write(json, audit);
    }

    /// <summary>Writes what tuning found as indented JSON; numbers round-trip.</summary>
    public static void Write(Stream stream, Tuning.TermsTuning tuning)
    {
        ArgumentNullException.ThrowIfNull(tuning);
        using var json = Indented(stream);
        Json.TuningJson.Write(json, tuning);
    }

    /// <summary>Writes a market as a value in JSON that is being written, in the form that <see cref="Parse"/> reads; numbers round-trip.</summary>
    public static void Write(Utf8JsonWriter json, MarketRound round)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(round);
        Json.MarketJson.Write(json, round);
    }

    private static Utf8JsonWriter Indented(Stream stream) => new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
}
