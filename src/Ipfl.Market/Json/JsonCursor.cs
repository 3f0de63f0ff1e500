using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Ipfl.Market.Json;

/// <summary>Reads JSON token by token and ends every misfit in one line: file, field, value found, what is allowed.</summary>
internal ref struct JsonCursor
{
    private readonly string _source;
    private Utf8JsonReader _reader;

    public JsonCursor(ReadOnlySpan<byte> utf8, string source)
    {
        // The byte order mark that some editors write is no JSON.
        _source = source;
        _reader = new Utf8JsonReader(utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[3..] : utf8);
    }

    /// <summary>What errors call the file.</summary>
    public readonly string Source => _source;

    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Advances to the next token.</summary>
    public void Next()
    {
        try
        {
            _reader.Read();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{_source}: not valid JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {FirstSentence(error.Message)}", error);
        }
    }

    /// <summary>Fails unless only white space follows.</summary>
    public void ExpectEnd()
    {
        try
        {
            if (_reader.Read()) throw new InvalidDataException($"{_source}: unexpected {Found()} after the end of the JSON");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{_source}: unexpected text after the end of the JSON at line {error.LineNumber + 1}", error);
        }
    }

    public void Skip()
    {
        var depth = _reader.CurrentDepth;
        if (Token is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        do Next();
        while (_reader.CurrentDepth > depth);
    }

    public void Expect(JsonTokenType token, string field, string allowed)
    {
        if (Token != token) Fail(field, allowed);
    }

    public readonly double Number(string field, string allowed, double minimum, double maximum)
    {
        if (!TryNumber(minimum, maximum, out var value)) Fail(field, allowed);
        return value;
    }

    /// <summary>Whether a finite number in the range stands here; field names are only spelt out for errors.</summary>
    public readonly bool TryNumber(double minimum, double maximum, out double value)
    {
        value = 0;
        if (Token != JsonTokenType.Number || !_reader.TryGetDouble(out value)) return false;

        // −0 is zero.
        value += 0.0;
        return value >= minimum && value <= maximum && double.IsFinite(value);
    }

    /// <summary>The text at hand; what is no valid UTF-8 only shows when it is read.</summary>
    public readonly string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException($"{_source}: byte {_reader.TokenStartIndex}: found a text that is not valid UTF-8", error);
        }
    }

    /// <summary>The name of the property at hand, with the cursor moved on to its value.</summary>
    public string PropertyName()
    {
        var name = Text();
        Next();
        return name;
    }

    [DoesNotReturn]
    public readonly void Fail(string field, string allowed) => throw Misfit(field, allowed);

    public readonly InvalidDataException Misfit(string field, string allowed) =>
        new($"{_source}: {field}: found {Found()}; allowed is {allowed}");

    private readonly string Found() => Token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray => "the end of the array",
        JsonTokenType.EndObject => "the end of the object",
        JsonTokenType.String => $"\"{Shortened(Text())}\"",
        _ => Shortened(Encoding.UTF8.GetString(_reader.ValueSpan)),
    };

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static string FirstSentence(string message) => message.Split(" LineNumber:")[0].Split(" Path:")[0];
}
